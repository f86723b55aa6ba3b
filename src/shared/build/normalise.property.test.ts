import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Build } from './model.ts';
import { EMPTY_BUILD } from './model.ts';
import { normalise } from './normalise.ts';
import { reduce } from './reduce.ts';
import { streamOf, type Write } from './simulated-build.ts';
import { EMPTY_STATUS, type StatusEvent, type VertexState } from './status-event.ts';
import type { Ending } from './step.ts';
import { changedSteps, createTracker } from './tracker.ts';

const NAMES = [
  '[internal] load build definition from Dockerfile',
  '[internal] load build context',
  '[internal] load metadata for docker.io/library/alpine:3.22',
  '[base 1/2] FROM docker.io/library/alpine:3.22',
  '[base 2/2] RUN one',
  '[build 1/3] COPY . .',
  '[build 2/3] RUN two',
  '[linux/arm64 build 3/3] COPY --link a b',
  '[release 1/1] COPY --from=build /a /b',
  'some vertex',
  'exporting to image',
  'importing to docker',
] as const;

/** What one vertex does in a build. Times are gaps in µs, so that they add up to a history. */
const plan = fc.record({
  inputs: fc.array(fc.nat({ max: 11 }), { maxLength: 3 }),
  /** Delay, length, and how each run ends. No run: the vertex is announced and never started. */
  runs: fc.array(
    fc.record({
      wait: fc.integer({ min: 1, max: 50 }),
      length: fc.integer({ min: 1, max: 50 }),
      cached: fc.boolean(),
      error: fc.constantFrom(undefined, undefined, undefined, 'exit code: 1', 'exit code 137: context canceled'),
    }),
    { maxLength: 3 },
  ),
  /**
   * Its last run is still open when the build ends, if nothing that needs it has started. (Where something has, the daemon
   * closes it with or without "context canceled" by what that one stream has sent before, and no reader can tell.)
   */
  open: fc.boolean(),
  progress: fc.array(fc.record({ id: fc.constantFrom('a', 'b'), current: fc.nat({ max: 100 }) }), { maxLength: 3 }),
  group: fc.constantFrom(undefined, undefined, undefined, 'g1', 'g2'),
  weak: fc.boolean(),
  warns: fc.boolean(),
});

type Plan = typeof plan extends fc.Arbitrary<infer P> ? P : never;

function isOpen(plans: readonly Plan[], index: number): boolean {
  const needs = (place: number): readonly Plan[] =>
    plans.flatMap((other, above) => (above > place && other.inputs.includes(place) ? [other, ...needs(above)] : []));
  return plans[index]?.open === true && needs(index).every((other) => other.runs.length === 0);
}

/** All writes of a build, in the order in which they happen; every time is its own, as on a real clock. */
function writesOf(plans: readonly Plan[]): readonly Write[] {
  const writes: Write[] = [];
  plans.forEach((vertex, index) => {
    const digest = `sha256:${index}`;
    const base = {
      digest,
      // A vertex can only need those before it.
      inputs: [...new Set(vertex.inputs.filter((input) => input < index))].map((input) => `sha256:${input}`),
      name: NAMES[index % NAMES.length] ?? '',
      cached: false,
      ...(vertex.group !== undefined && {
        group: { id: vertex.group, name: '[build 3/3] COPY --link a b', weak: vertex.weak },
      }),
    } satisfies VertexState;
    // Times of different vertices never meet: each has its own residue.
    const time = (gap: number) => 1_000_000 + gap * 100 + index;
    writes.push({ id: `announce ${digest}`, at: index, item: { kind: 'vertex', state: base } });
    let now = 0;
    vertex.runs.forEach((run, count) => {
      const started = time(now + run.wait);
      now += run.wait + run.length;
      const completed = time(now);
      const id = `run ${digest} ${count}`;
      writes.push({ id, at: started, item: { kind: 'vertex', state: { ...base, cached: run.cached, started } } });
      if (isOpen(plans, index) && count === vertex.runs.length - 1) return;
      const state = { ...base, cached: run.cached, started, completed, ...(run.error && { error: run.error }) };
      writes.push({ id, at: completed, item: { kind: 'vertex', state } });
    });
    vertex.progress.forEach(({ id, current }, count) => {
      const at = time(200 + count);
      const word = { vertex: digest, id, name: 'transferring', current, total: 100, timestamp: at, started: time(199) };
      writes.push({ id: `progress ${digest} ${id}`, at, item: { kind: 'progress', word } });
    });
    if (vertex.warns) {
      const ranges = [{ startLine: index + 1, startCharacter: 0, endLine: index + 1, endCharacter: 4 }];
      const warning = { vertex: digest, level: 1, short: `Rule${index}`, detail: ['why'], file: 'Dockerfile', ranges };
      writes.push({ id: `warning ${digest}`, at: time(90), item: { kind: 'warning', warning } });
    }
  });
  return writes.sort((a, b) => a.at - b.at);
}

const builds = fc.array(plan, { minLength: 1, maxLength: 12 }).map(writesOf);
const reads = fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 60 });
const ending: fc.Arbitrary<Ending> = fc.constantFrom<Ending>(
  { ended: false },
  { ended: true, outcome: 'done', endedAt: 3_000_000 },
  { ended: true, outcome: 'failed', endedAt: 3_000_000 },
  { ended: true, outcome: 'cancelled' },
);
const END = 2_000_000;

function buildOf(events: readonly StatusEvent[]): Build {
  return events.reduce(reduce, EMPTY_BUILD);
}

/** One event for each item. */
function split(events: readonly StatusEvent[]): readonly StatusEvent[] {
  return events.flatMap((event) => [
    ...event.vertexes.map((state) => ({ ...EMPTY_STATUS, vertexes: [state] })),
    ...event.statuses.map((word) => ({ ...EMPTY_STATUS, statuses: [word] })),
    ...event.logs.map((log) => ({ ...EMPTY_STATUS, logs: [log] })),
    ...event.warnings.map((warning) => ({ ...EMPTY_STATUS, warnings: [warning] })),
  ]);
}

function merge(events: readonly StatusEvent[]): StatusEvent {
  return {
    vertexes: events.flatMap((event) => event.vertexes),
    statuses: events.flatMap((event) => event.statuses),
    logs: events.flatMap((event) => event.logs),
    warnings: events.flatMap((event) => event.warnings),
  };
}

describe('the same events give the same build', () => {
  test('split, merged, in any order, and repeated', () => {
    const cases = builds.chain((writes) => {
      const events = streamOf(writes, [1, 2, 3, 1, 1, 5, 1], END);
      const items = split(events);
      return fc.record({
        events: fc.constant(events),
        shuffled: fc.shuffledSubarray([...items], { minLength: items.length }),
        repeated: fc.shuffledSubarray([...items]),
        ending,
      });
    });
    fc.assert(
      fc.property(cases, ({ events, shuffled, repeated, ending: end }) => {
        const expected = normalise(buildOf(events), end);
        expect(normalise(buildOf(split(events)), end)).toEqual(expected);
        expect(normalise(buildOf([merge(events)]), end)).toEqual(expected);
        expect(normalise(buildOf(shuffled), end)).toEqual(expected);
        expect(normalise(buildOf([...repeated, ...shuffled, ...events]), end)).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  test('watched from the start, joined late, or replayed at the end', () => {
    fc.assert(
      fc.property(builds, reads, reads, ending, (writes, live, late, end) => {
        const expected = normalise(buildOf(streamOf(writes, live, END)), end);
        expect(normalise(buildOf(streamOf(writes, late, END)), end)).toEqual(expected);
        expect(normalise(buildOf(streamOf(writes, [], END)), end)).toEqual(expected);
        expect(
          normalise(
            buildOf(
              streamOf(
                writes,
                writes.map(() => 1),
                END,
              ),
            ),
            end,
          ),
        ).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  test('seen up to a moment, a stream that was joined late catches up', () => {
    fc.assert(
      fc.property(builds, reads, fc.nat({ max: 100 }), (writes, live, percent) => {
        const sofar = writes.slice(0, Math.ceil((writes.length * percent) / 100));
        const open = (events: readonly StatusEvent[]) => events.filter((event) => !isClosing(event));
        const expected = normalise(buildOf(open(streamOf(sofar, live, END))));
        expect(normalise(buildOf(open(streamOf(sofar, [], END))))).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });
});

function isClosing(event: StatusEvent): boolean {
  return event.vertexes.length > 0 && event.vertexes.every((state) => state.completed === END);
}

describe('the tracker', () => {
  test('gives at each moment what normalise gives, and tells every difference', () => {
    fc.assert(
      fc.property(builds, reads, ending, (writes, live, end) => {
        const tracker = createTracker();
        let build = EMPTY_BUILD;
        let before = tracker.view().view;
        const mirror = new Map<string, unknown>();
        const events = streamOf(writes, live, END);
        events.forEach((event, index) => {
          const now = index === events.length - 1 ? end : { ended: false };
          build = reduce(build, event);
          tracker.push(event);
          const { view, changed, removed } = tracker.view(now);
          expect(view).toEqual(normalise(build, now));
          for (const id of removed) mirror.delete(id);
          for (const step of changed) mirror.set(step.id, step);
          expect(new Set(view.steps)).toEqual(new Set(mirror.values()));
          expect(changedSteps(before, view)).toEqual({ changed, removed });
          before = view;
        });
        expect(tracker.view(end).changed).toEqual(changedSteps(before, normalise(build, end)).changed);
      }),
      { numRuns: 150 },
    );
  });
});

describe('reduce', () => {
  test('is the same object when nothing new is said', () => {
    fc.assert(
      fc.property(builds, (writes) => {
        const events = streamOf(writes, [], END);
        const build = buildOf(events);
        for (const event of [...events, EMPTY_STATUS]) expect(reduce(build, event)).toBe(build);
      }),
    );
  });
});
