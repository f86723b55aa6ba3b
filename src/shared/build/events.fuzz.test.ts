import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fuzz } from '../../../tools/fuzz/fuzz.ts';
import { HOSTILE_NAMES } from '../../../tools/fuzz/mutate.ts';
import { assertUnpolluted, faultOf } from '../../../tools/fuzz/plain.ts';
import { EMPTY_BUILD } from './model.ts';
import { normalise } from './normalise.ts';
import { reduce } from './reduce.ts';
import type { StatusEvent, VertexState } from './status-event.ts';
import type { Ending } from './step.ts';
import { createTracker } from './tracker.ts';

/** What a daemon could say that never read how it is meant: rings of inputs, times before 1970, ends before starts, odd names. */
const digest = fc.constantFrom('sha256:a', 'sha256:b', 'sha256:c', 'sha256:d', 'group:g', ...HOSTILE_NAMES);
const time = fc.constantFrom(0, 1, 2, 3, -1, -(2 ** 53) + 1, 2 ** 53 - 1, 1_700_000_000_000_000, 1_700_000_000_000_001);
const count = fc.constantFrom(0, 1, 100, -5, 2 ** 53 - 1);
const name = fc.constantFrom(
  '',
  '[internal] load build context',
  '[base 1/2] FROM docker.io/library/alpine',
  '[base 2/2] RUN x',
  '[linux/arm64->amd64 a 10/9] COPY --from=b c d',
  'exporting to image',
  'importing to docker',
  '[ 1/0] ',
  '[',
  ...HOSTILE_NAMES,
);
const text = fc.string({ unit: 'binary', maxLength: 6 });
const optional = <T>(arbitrary: fc.Arbitrary<T>, key: string) =>
  fc.option(arbitrary, { nil: undefined }).map((value) => (value === undefined ? {} : { [key]: value }));

const vertex: fc.Arbitrary<VertexState> = fc
  .tuple(
    fc.record({ digest, inputs: fc.array(digest, { maxLength: 4 }), name, cached: fc.boolean() }),
    optional(time, 'started'),
    optional(time, 'completed'),
    optional(fc.constantFrom('', 'exit code: 1', 'x: context canceled'), 'error'),
    optional(fc.record({ id: fc.constantFrom('g', '', '__proto__'), name, weak: fc.boolean() }), 'group'),
  )
  .map((parts) => Object.assign({}, ...parts) as VertexState);
const progress = fc
  .tuple(
    fc.record({ vertex: digest, id: fc.constantFrom('a', 'b', '__proto__'), name: text, current: count, total: count }),
    optional(time, 'timestamp'),
    optional(time, 'started'),
    optional(time, 'completed'),
  )
  .map((parts) => Object.assign({}, ...parts) as StatusEvent['statuses'][number]);
const warning = fc.record({
  vertex: digest,
  level: count,
  short: text,
  detail: fc.array(text, { maxLength: 2 }),
  ranges: fc.array(fc.record({ startLine: count, startCharacter: count, endLine: count, endCharacter: count }), {
    maxLength: 2,
  }),
});
const log = fc.record({
  vertex: digest,
  stream: fc.constantFrom(1 as const, 2 as const),
  time,
  bytes: fc.uint8Array({ maxLength: 8 }),
});
const event: fc.Arbitrary<StatusEvent> = fc.record({
  vertexes: fc.array(vertex, { maxLength: 4 }),
  statuses: fc.array(progress, { maxLength: 3 }),
  logs: fc.array(log, { maxLength: 2 }),
  warnings: fc.array(warning, { maxLength: 2 }),
});
const ending: fc.Arbitrary<Ending> = fc.constantFrom<Ending>(
  { ended: false },
  { ended: true, outcome: 'done' },
  { ended: true, outcome: 'failed', endedAt: -1 },
  { ended: true, outcome: 'cancelled' },
);
const stream = fc.record({
  events: fc.array(event, { maxLength: 6 }),
  ending,
  views: fc.array(fc.boolean(), { maxLength: 6 }),
});

fuzz(
  'any events make a view of plain data, the same by the tracker as at once',
  2500,
  stream,
  ({ events, ending: end, views }) => {
    const tracker = createTracker();
    events.forEach((one, index) => {
      tracker.push(one);
      if (views[index]) tracker.view();
    });
    const { view } = tracker.view(end);
    expect(faultOf(view)).toBeUndefined();
    expect(view).toEqual(normalise(events.reduce(reduce, EMPTY_BUILD), end));
    for (const step of view.steps) {
      expect(step.duration).toBeGreaterThanOrEqual(0);
      expect(view.stages.filter(({ steps }) => steps.includes(step.id))).toHaveLength(1);
      for (const input of step.inputs) expect(view.steps.some(({ id }) => id === input)).toBe(true);
    }
    assertUnpolluted();
  },
);

fuzz(
  'neither order nor repetition of events changes the view',
  2500,
  fc.tuple(stream, fc.array(fc.nat())),
  ([{ events, ending: end }, places]) => {
    const shuffled = [...events, ...places.flatMap((place) => events[place % Math.max(1, events.length)] ?? [])];
    places.forEach((place, index) => {
      const [a, b] = [index % Math.max(1, shuffled.length), place % Math.max(1, shuffled.length)];
      const [one, other] = [shuffled[a], shuffled[b]];
      if (one !== undefined && other !== undefined) [shuffled[a], shuffled[b]] = [other, one];
    });
    const view = (of: readonly StatusEvent[]) => normalise(of.reduce(reduce, EMPTY_BUILD), end);
    expect(view(shuffled)).toEqual(view(events));
  },
);

/** A build whose steps each need the one before. */
function chain(length: number, state: (index: number) => Partial<VertexState>): StatusEvent {
  const vertexes = Array.from({ length }, (_, index) => ({
    digest: `sha256:${index}`,
    inputs: index === 0 ? [] : [`sha256:${index - 1}`],
    name: `[s ${index + 1}/${length}] RUN ${index}`,
    cached: true,
    ...state(index),
  }));
  return { vertexes, statuses: [], logs: [], warnings: [] };
}

it('a chain of 20,000 steps from the cache does not outgrow the stack', () => {
  const tracker = createTracker();
  // The last one ran; the markers of the others have its time, whichever they carry.
  tracker.push(
    chain(20_000, (index) =>
      index === 19_999 ? { cached: false, started: 5, completed: 9 } : { started: 7, completed: 7 },
    ),
  );
  const { view } = tracker.view();
  expect(view.steps).toHaveLength(20_000);
  expect(new Set(view.steps.map(({ started }) => started))).toEqual(new Set([5]));
}, 600_000);

it('a step that needs 150,000 others, and one that as many need, are like any other', () => {
  const inputs = Array.from({ length: 150_000 }, (_, index) => `sha256:${index}`);
  const marked = { cached: true, started: 3, completed: 3 };
  const leaves = inputs.map((digest) => ({ ...marked, digest, inputs: ['base'], name: 'leaf' }));
  const base = { ...marked, digest: 'base', inputs: [], name: '[a 1/1] FROM x' };
  const hidden = { digest: 'hidden', inputs, name: '', cached: false };
  const ran = { cached: false, started: 1, completed: 2 };
  const last = { ...ran, digest: 'last', inputs, name: 'last' };
  const other = { ...ran, digest: 'other', inputs: ['hidden'], name: 'other' };
  const tracker = createTracker();
  tracker.push({ vertexes: [...leaves, base, hidden, last, other], statuses: [], logs: [], warnings: [] });
  const { steps } = tracker.view().view;
  expect(steps).toHaveLength(150_003);
  expect(steps.filter(({ inputs: own }) => own.length === 150_000)).toHaveLength(2);
}, 600_000);
