import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { StepItem } from '../../shared/contract/index.ts';
import { createOutlet } from './outlet.ts';
import type { FromBuildWorker, ViewChange } from './worker-messages.ts';

const PAUSE = 16;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function view(steps: number): FromBuildWorker {
  const items = Array.from({ length: steps }, (_, index) => ({ id: `s${index}`, index }) as StepItem);
  return { kind: 'view', view: { steps: items, removed: ['gone'], logLines: 7 } as unknown as ViewChange };
}

it('tells a large view bit by bit, and what comes after it afterwards', () => {
  const told: FromBuildWorker[] = [];
  const outlet = createOutlet((message) => told.push(message), PAUSE);
  outlet.say(view(1600));
  outlet.say({ kind: 'stream-ended' });
  expect(told.map(({ kind }) => kind)).toEqual(['steps']);
  expect(outlet.waiting).toBe(true);
  vi.advanceTimersByTime(PAUSE);
  expect(told.map(({ kind }) => kind)).toEqual(['steps', 'steps']);
  vi.advanceTimersByTime(10 * PAUSE);
  expect(told.map(({ kind }) => kind)).toEqual(['steps', 'steps', 'steps', 'view', 'stream-ended']);
  expect(outlet.waiting).toBe(false);
  const steps = told.flatMap((message) =>
    message.kind === 'steps' ? message.steps : message.kind === 'view' ? message.view.steps : [],
  );
  expect(steps.map(({ index }) => index)).toEqual(Array.from({ length: 1600 }, (_, index) => index));
  expect(told[3]).toMatchObject({ view: { removed: ['gone'], logLines: 7 } });
});

it('tells a small one at once', () => {
  const told: FromBuildWorker[] = [];
  const outlet = createOutlet((message) => told.push(message), PAUSE);
  outlet.say(view(500));
  outlet.say({ kind: 'settled', id: 1 });
  expect(told).toEqual([view(500), { kind: 'settled', id: 1 }]);
});
