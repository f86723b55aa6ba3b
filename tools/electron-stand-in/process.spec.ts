import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect } from '@playwright/test';
import { launch, loadedWindow, onStandIn, startBare, test } from './fixture.ts';

/** Resolves when a started app has said a line. */
function said(child: ChildProcess, line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += String(chunk);
      if (text.includes(line)) resolve();
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it said "${line}"`)));
  });
}

/** The ids of the processes that a process started, and theirs. */
function descendants(pid: number): number[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const pairs = table.map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    pairs.filter(([, of]) => of === parent).flatMap(([child = 0]) => [child, ...below(child)]);
  return below(pid);
}

const alive = (pids: readonly number[]) =>
  pids.filter((pid) => {
    try {
      process.kill(pid, 0);
      return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('Z');
    } catch {
      return false;
    }
  });

const profilesOf = (pid: number) =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`electron-stand-in-${pid}-`));

test.describe('the process', () => {
  test.skip(!onStandIn, 'a real binary has its own executable and profile');

  test('SIGTERM is a quit: the app is asked, ends with 0 and leaves neither process nor profile', async ({
    userData,
  }) => {
    const child = startBare(userData);
    const pid = child.pid ?? 0;
    await said(child, 'event ready');
    const started = descendants(pid);
    expect(started.length).toBeGreaterThan(1);
    expect(profilesOf(pid)).toHaveLength(1);
    const quit = said(child, 'event will-quit');
    child.kill('SIGTERM');
    await quit;
    expect(await once(child, 'exit')).toEqual([0, null]);
    await expect.poll(() => alive(started)).toEqual([]);
    expect(profilesOf(pid)).toEqual([]);
  });

  test('a signal that the app hears itself is left to it', async ({ userData }) => {
    const child = startBare(userData, { FIXTURE_HEARS: 'SIGTERM' });
    await said(child, 'event ready');
    const heard = said(child, 'heard SIGTERM');
    child.kill('SIGTERM');
    await heard;
    const quit = said(child, 'event will-quit');
    child.kill('SIGINT');
    await quit;
    expect((await once(child, 'exit'))[0]).toBe(0);
  });

  test('a Chromium that is killed ends the app with 1', async ({ userData }) => {
    const child = startBare(userData);
    await said(child, 'event ready');
    const started = descendants(child.pid ?? 0);
    const exit = once(child, 'exit');
    process.kill(started[0] ?? 0, 'SIGKILL');
    expect(await exit).toEqual([1, null]);
    await expect.poll(() => alive(started)).toEqual([]);
  });

  test('an app that is killed leaves no process, and its profile goes at the next start', async ({ userData }) => {
    const child = startBare(userData);
    const pid = child.pid ?? 0;
    await said(child, 'event ready');
    const started = descendants(pid);
    child.kill('SIGKILL');
    await expect.poll(() => alive(started)).toEqual([]);
    const next = startBare(userData);
    await said(next, 'event ready');
    expect(profilesOf(pid)).toEqual([]);
    next.kill('SIGTERM');
    await once(next, 'exit');
  });

  test('an error in the main file is said and ends with 1', async ({ userData }) => {
    const child = startBare(userData, { NODE_OPTIONS: '--require=/nowhere.cjs' });
    expect((await once(child, 'exit'))[0]).toBe(1);
  });
});

test('a second instance hands its arguments to the first and ends', async ({ userData }) => {
  const first = await launch(userData, { FIXTURE_SINGLE: 'first' });
  await loadedWindow(first);
  const second = startBare(userData, { FIXTURE_SINGLE: 'second' });
  test.skip(!onStandIn && second.pid === undefined, 'needs the executable');
  expect((await once(second, 'exit'))[0]).toBe(0);
  const told = () =>
    first.evaluate(() => (globalThis as unknown as { second?: { argv: string[]; data: unknown } }).second);
  await expect.poll(async () => (await told())?.data).toEqual({ from: 'second' });
  expect((await told())?.argv).toContain(`--user-data-dir=${userData}`);
  await first.close();
});
