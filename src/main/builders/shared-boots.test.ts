import { expect, test } from 'vitest';
import { SlipwayError } from '../../shared/contract/index.ts';
import { SharedBoots } from './shared-boots.ts';
import type { BootEvent, BootReport } from './types.ts';

const NODE = { key: 'n', builder: 'Box' };
const start: BootEvent = { kind: 'step', step: 'start', status: 'running' };
const ready: BootEvent = { kind: 'step', step: 'ready', status: 'running' };

/** A boot whose steps the test gives. */
function controlled() {
  const { promise: end, resolve, reject } = Promise.withResolvers<void>();
  const state: { report?: BootReport; signal?: AbortSignal; begun: number } = { begun: 0 };
  const boot = async (report: BootReport, signal: AbortSignal) => {
    state.begun += 1;
    state.report = report;
    state.signal = signal;
    signal.addEventListener('abort', () => reject(signal.reason));
    await report(start);
    await end;
  };
  return { state, boot, resolve, reject };
}

test('who comes later joins the same boot and hears what he has missed', async () => {
  const boots = new SharedBoots();
  const { state, boot, resolve } = controlled();
  const heard: [BootEvent[], BootEvent[]] = [[], []];
  const first = boots.run(NODE, boot, (event) => void heard[0].push(event), undefined);
  await Promise.resolve().then(() => {});
  const second = boots.run(NODE, boot, (event) => void heard[1].push(event), undefined);
  await state.report?.(ready);
  resolve();
  await Promise.all([first, second]);
  expect(state.begun).toBe(1);
  expect(heard).toEqual([
    [start, ready],
    [start, ready],
  ]);
});

test('one who gives up leaves the others their boot; the last one ends it', async () => {
  const boots = new SharedBoots();
  const { state, boot } = controlled();
  const [one, two] = [new AbortController(), new AbortController()];
  const first = boots.run(NODE, boot, () => {}, one.signal);
  const second = boots.run(NODE, boot, () => {}, two.signal);
  one.abort();
  await expect(first).rejects.toMatchObject({ failure: { code: 'cancelled' } });
  expect(state.signal?.aborted).toBe(false);
  two.abort();
  await expect(second).rejects.toMatchObject({ failure: { code: 'cancelled' } });
  expect(state.signal?.aborted).toBe(true);
});

test('a failure reaches all who wait, and the next one boots anew', async () => {
  const boots = new SharedBoots();
  const { state, boot, reject } = controlled();
  const waiting = [boots.run(NODE, boot, () => {}, undefined), boots.run(NODE, boot, () => {}, undefined)];
  reject(new Error('no'));
  for (const result of await Promise.allSettled(waiting)) expect(result).toMatchObject({ reason: { message: 'no' } });
  await expect(boots.run(NODE, boot, () => {}, undefined)).rejects.toThrow('no');
  expect(state.begun).toBe(2);
});

test('a step waits for whoever is told of it', async () => {
  const boots = new SharedBoots();
  const order: string[] = [];
  const { promise: written, resolve } = Promise.withResolvers<void>();
  const run = boots.run(
    NODE,
    async (report) => {
      await report(start);
      order.push('step');
    },
    async () => {
      await written;
      order.push('written');
    },
    undefined,
  );
  resolve();
  await run;
  expect(order).toEqual(['written', 'step']);
});

test('who asks while a boot that was given up still cleans up behind itself gets one of his own', async () => {
  const boots = new SharedBoots();
  const giving = new AbortController();
  const { promise: cleaned, resolve: clean } = Promise.withResolvers<void>();
  const first = boots.run(
    NODE,
    async (_report, signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await cleaned;
      throw new Error('This operation was aborted');
    },
    () => {},
    giving.signal,
  );
  await Promise.resolve();
  giving.abort();
  const { state, boot, resolve } = controlled();
  const second = boots.run(NODE, boot, () => {}, undefined);
  expect(state.begun).toBe(0);
  clean();
  resolve();
  await expect(first).rejects.toMatchObject({ failure: { code: 'cancelled' } });
  await second;
  expect(state.begun).toBe(1);
});

test('a builder that goes ends its boots for all who wait, and is booted no more until it is let', async () => {
  const boots = new SharedBoots();
  const goes = new SlipwayError({ code: 'conflict', title: 'It is being removed.' });
  const { state, boot } = controlled();
  const other = controlled();
  const { promise: begun, resolve: begins } = Promise.withResolvers<void>();
  const waiting = [
    boots.run(NODE, boot, () => begins(), new AbortController().signal),
    boots.run(NODE, boot, () => {}, undefined),
  ];
  const untouched = boots.run({ key: 'm', builder: 'other' }, other.boot, () => {}, undefined);
  await begun;
  const refused = Promise.all(waiting.map((one) => expect(one).rejects.toBe(goes)));
  const release = await boots.bar('box', goes);
  await refused;
  await expect(boots.run(NODE, boot, () => {}, undefined)).rejects.toBe(goes);
  expect(state.begun).toBe(1);
  release();
  other.resolve();
  await untouched;
  const anew = controlled();
  anew.resolve();
  await boots.run(NODE, anew.boot, () => {}, undefined);
  expect(anew.state.begun).toBe(1);
});
