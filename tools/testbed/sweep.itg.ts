import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { leftovers } from './leftovers.ts';
import { isAlive, stopProcess } from './processes.ts';
import type { TestbedState } from './state.ts';
import { openTestbed } from './testbed.ts';
import { sweep } from './up.ts';

const before = tmpdir();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(before, 'sweep-'));
  process.env.TMPDIR = folder;
});

afterAll(async () => {
  await sweep();
  process.env.TMPDIR = before;
  rmSync(folder, { recursive: true, force: true });
});

/** Brings a testbed up in a process of its own and kills that process. */
async function bringUpAndKill(): Promise<TestbedState> {
  const script = join(import.meta.dirname, 'up.ts');
  const code = `const { bringUp } = await import(${JSON.stringify(script)});
    console.log(JSON.stringify(await bringUp({ owned: true })));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  child.kill('SIGKILL');
  await once(child, 'exit');
  return JSON.parse(line) as TestbedState;
}

it('sweeps a testbed whose owner and Engine were killed while a builder ran', async () => {
  const state = await bringUpAndKill();
  const bed = openTestbed(state);
  await bed.cli(['buildx', 'create', '--name', 'left', '--driver', 'docker-container', '--bootstrap']);
  await bed.cli(['network', 'create', 'left']);
  await bed.cli(['run', '--detach', '--network', 'left', 'busybox', 'sleep', '100000']);
  // With SIGKILL at once: no daemon has the time to tidy up.
  await stopProcess(state.engine.dockerd, 0);
  await stopProcess(state.engine.containerd, 0);
  const traces = { paths: [state.folder], bridges: [state.engine.network.bridge] };
  expect((await leftovers(traces)).join('\n')).toMatch(/^mount /m);

  await sweep();
  expect(await leftovers(traces)).toEqual([]);
  expect(isAlive(state.registry.process)).toBe(false);
  expect(existsSync(state.folder)).toBe(false);
  expect(readdirSync(folder)).toEqual([]);
});
