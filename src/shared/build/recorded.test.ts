import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EMPTY_BUILD } from './model.ts';
import { normalise } from './normalise.ts';
import { readRawJson } from './raw-json.ts';
import { reduce } from './reduce.ts';
import { EMPTY_STATUS, type StatusEvent } from './status-event.ts';
import { createTracker } from './tracker.ts';

// Streams of real builds of BuildKit 0.34, as `docker buildx build --progress=rawjson` wrote them.
function recorded(name: string): readonly StatusEvent[] {
  const text = readFileSync(new URL(`./fixtures/${name}.jsonl`, import.meta.url), 'utf8');
  return text.split('\n').flatMap((line) => readRawJson(line) ?? []);
}

describe('of two platforms, with steps from the cache, groups and a warning', () => {
  const view = normalise(recorded('many-kinds').reduce(reduce, EMPTY_BUILD), { ended: true, outcome: 'done' });
  const named = (text: string) => view.steps.filter(({ name }) => name.includes(text));

  test('what was there already is from the cache, the base that only it needs too', () => {
    expect(named('echo prepared').map(({ status }) => status)).toEqual(['cached']);
    expect(named('echo later').map(({ status }) => status)).toEqual(['done']);
  });

  test('copying with a link is one step, although it is two for BuildKit', () => {
    const [step, ...others] = named('COPY --link --from=worked');
    expect(others).toEqual([]);
    expect(step?.id).toMatch(/^group:/);
    expect(step).toMatchObject({ status: 'done', platform: 'linux/amd64', position: { index: 2, of: 3 } });
    expect(step?.inputs.map((id) => view.steps.find((each) => each.id === id)?.name)).toEqual([
      '[linux/amd64 worked 2/2] RUN echo later',
      '[linux/amd64 release 1/3] COPY --link Dockerfile /one',
    ]);
  });

  test('a link onto nothing is a step too, although BuildKit’s own progress leaves it out', () => {
    const [step] = named('COPY --link Dockerfile /one');
    expect(step).toMatchObject({ status: 'done', position: { index: 1, of: 3 } });
    expect(step?.inputs.map((id) => view.steps.find((each) => each.id === id)?.name)).toEqual([
      '[internal] load build context',
    ]);
  });

  test('what differs by platform is there for each, in a stage of its own', () => {
    expect(named('/three').map(({ platform, text }) => [platform, text])).toEqual([
      ['linux/amd64', 'from worked'],
      ['linux/arm64', 'from worked'],
    ]);
    expect(view.stages.filter(({ name }) => name === 'release').map(({ platform }) => platform)).toEqual([
      'linux/amd64',
      'linux/arm64',
    ]);
    expect(view.warnings.map(({ short }) => short)).toEqual([expect.stringMatching(/^FromAsCasing: /)]);
  });
});

test('a failure within a group is that of its step', () => {
  const view = normalise(recorded('failing-link').reduce(reduce, EMPTY_BUILD), { ended: true, outcome: 'failed' });
  const failed = view.steps.filter(({ status }) => status === 'failed');
  expect(failed.map(({ name }) => name)).toEqual([expect.stringContaining('COPY --link --from=one /nowhere /')]);
  expect(failed[0]?.error).toContain('"/nowhere": not found');
});

describe.each(['four-stages', 'out-of-memory', 'many-kinds', 'failing-link'])('%s', (name) => {
  const events = recorded(name);
  const whole = normalise(events.reduce(reduce, EMPTY_BUILD));

  test('looks the same however its events are split, merged and repeated', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(events.length), { maxLength: 6 }), fc.nat(events.length), (cuts, again) => {
        const places = [0, ...cuts.sort((a, b) => a - b), events.length];
        const merged = places.slice(1).map((to, index) => merge(events.slice(places[index], to)));
        const tracker = createTracker();
        for (const event of [...events.slice(0, again), ...merged]) {
          tracker.push(event);
          tracker.view();
        }
        expect(tracker.view().view).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });
});

function merge(events: readonly StatusEvent[]): StatusEvent {
  return {
    ...EMPTY_STATUS,
    vertexes: events.flatMap(({ vertexes }) => vertexes),
    statuses: events.flatMap(({ statuses }) => statuses),
    logs: events.flatMap(({ logs }) => logs),
    warnings: events.flatMap(({ warnings }) => warnings),
  };
}
