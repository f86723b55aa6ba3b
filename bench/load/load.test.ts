import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../../src/main/builders/testing/rig.ts';
import { startLoadApp } from './app.ts';
import { startDaemon } from './daemon.ts';
import { loadRun } from './run.ts';
import type { StatusMessage } from './stream.ts';

test('of a build that says much at once nothing is lost, and the page is sent little of it', async () => {
  const size = { vertices: 1000, events: 60_000, lines: 50_000 };
  const { wrong, steps, lines, received, streamed } = await loadRun({ ...size, rate: 10_000 }, 0);
  expect(wrong).toEqual([]);
  expect([steps, lines]).toEqual([size.vertices + 1, size.lines]);
  expect(streamed.messages).toBeGreaterThan(50_000);
  expect(received.messages).toBeLessThan(streamed.messages / 20);
  // The largest are the steps themselves when they appear, in messages of 500; a log never crosses.
  expect(received.largest).toBeLessThan(600_000);
}, 120_000);

const HOUR = 3_600_000;

test('a stream without an end, in lines without an end, on a clock that is an hour ahead', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-odd-'));
  const socket = join(folder, 'buildkitd.sock');
  const daemon = await startDaemon(socket, HOUR);
  const app = await startLoadApp(socket);
  try {
    const now = Math.floor((Date.now() + HOUR) / 1000);
    const time = { seconds: BigInt(now) };
    const vertex = { digest: 'sha256:1', name: '[1/1] RUN for ever', started: time } as const;
    const printed = (bytes: Uint8Array): StatusMessage =>
      ({ logs: [{ vertex: 'sha256:1', stream: 1n, timestamp: time, msg: bytes }] }) as StatusMessage;
    const ship = Buffer.from('🚢');
    daemon.begin({
      ref: 'odd',
      rate: 0,
      startedAt: now * 1e6,
      endless: true,
      *messages() {
        yield { vertexes: [vertex] } as StatusMessage;
        for (let percent = 0; percent <= 100; percent += 1) yield printed(Buffer.from(`\r${percent} %`));
        for (const byte of [...Buffer.from('\nno end '), ...ship]) yield printed(Buffer.from([byte]));
      },
    });
    const key = await app.watch('odd');
    await daemon.streamed;
    const { head, items } = await until<'build'>(app.open(key), ({ head }) => head.logLines === 2);
    expect(items['sha256:1']).toMatchObject({ status: 'running', runningSince: now * 1e6 });
    expect(head.summary.status).toBe('running');
    // Running times are told by this clock and the difference: within a minute of what was set.
    expect(Math.abs(head.clockOffset / 1000 - HOUR)).toBeLessThan(60_000);
    await expect
      .poll(async () => (await app.log(key, 'sha256:1', 0, 9)).lines)
      .toMatchObject([{ text: '100 %' }, { text: 'no end 🚢', open: true }]);
    await expect.poll(async () => (await app.shown(key)).state.items?.['sha256:1']?.logLines).toBe(2);
  } finally {
    await app.close();
    await daemon.close();
    await rm(folder, { recursive: true, force: true });
  }
}, 60_000);
