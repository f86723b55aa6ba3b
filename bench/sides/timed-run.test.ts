import { expect, test } from 'vitest';
import { splitTime, timedRun } from './timed-run.ts';

test('the time is taken off the end of what the program said', () => {
  expect(splitTime('{"a":1}\nslipway-bench-cpu 0.120 0.030\n')).toEqual({ text: '{"a":1}', cpu: 0.15 });
  expect(() => splitTime('{"a":1}\n')).toThrow('processor time');
});

test('what a child of the program used is counted, and waiting is not', async () => {
  const busy = 'const end = process.cpuUsage().user + 150_000; while (process.cpuUsage().user < end);';
  const program = `require('node:child_process').execFileSync(process.execPath, ['-e', ${JSON.stringify(busy)}]); console.error('said')`;
  const { stderr, cpu } = await timedRun(process.execPath, ['-e', program], process.env);
  expect(stderr).toBe('said\n');
  expect(cpu).toBeGreaterThan(0.15);
  const { cpu: waiting } = await timedRun('sleep', ['0.2'], process.env);
  expect(waiting).toBeLessThan(cpu);
});
