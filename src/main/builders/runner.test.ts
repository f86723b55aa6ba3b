import { expect, test, vi } from 'vitest';
import { createLimit } from './limit.ts';
import { Runner } from './runner.ts';

test('asking often runs once; asking while it runs runs once more', async () => {
  vi.useFakeTimers();
  try {
    let runs = 0;
    let gate = Promise.withResolvers<void>();
    const runner = new Runner(async () => {
      runs += 1;
      await gate.promise;
    }, 10);
    for (let ask = 0; ask < 5; ask += 1) runner.ask();
    await vi.advanceTimersByTimeAsync(10);
    expect(runs).toBe(1);
    for (let ask = 0; ask < 5; ask += 1) runner.ask();
    gate.resolve();
    gate = Promise.withResolvers<void>();
    gate.resolve();
    await vi.advanceTimersByTimeAsync(10);
    expect(runs).toBe(2);
    await vi.advanceTimersByTimeAsync(1000);
    expect(runs).toBe(2);
    runner.ask();
    runner.close();
    await vi.advanceTimersByTimeAsync(1000);
    expect(runs).toBe(2);
  } finally {
    vi.useRealTimers();
  }
});

test('waiting for a run waits for one that began after the call', async () => {
  const order: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const runner = new Runner(async () => {
    order.push('begin');
    if (order.length === 1) await promise;
    order.push('end');
  }, 0);
  const first = runner.now();
  const second = runner.now();
  resolve();
  await Promise.all([first, second]);
  expect(order).toEqual(['begin', 'end', 'begin', 'end']);
});

test('no more tasks at a time than allowed, in order, and a failed one frees its place', async () => {
  const limit = createLimit(2);
  const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  const begun: number[] = [];
  const tasks = gates.map(({ promise }, index) =>
    limit(async () => {
      begun.push(index);
      await promise;
    }),
  );
  expect(begun).toEqual([0, 1]);
  gates[1]?.reject(new Error('no'));
  await expect(tasks[1]).rejects.toThrow('no');
  expect(begun).toEqual([0, 1, 2]);
  for (const { resolve } of gates) resolve();
  await Promise.allSettled(tasks);
  expect(begun).toEqual([0, 1, 2, 3]);
});
