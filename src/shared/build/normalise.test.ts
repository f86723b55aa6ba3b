import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { EMPTY_BUILD } from './model.ts';
import { normalise } from './normalise.ts';
import { readRawJson } from './raw-json.ts';
import { reduce } from './reduce.ts';
import { EMPTY_STATUS, type StatusEvent, type VertexState, type VertexWarning } from './status-event.ts';
import type { Ending } from './step.ts';
import { createTracker } from './tracker.ts';
import type { BuildStep, BuildView } from './view.ts';

function vertex(digest: string, rest: Partial<VertexState> = {}): VertexState {
  return { digest, inputs: [], name: `[build 1/1] RUN ${digest}`, cached: false, ...rest };
}

function viewOf(states: readonly VertexState[], ending?: Ending, more: Partial<StatusEvent> = {}): BuildView {
  return normalise(reduce(EMPTY_BUILD, { ...EMPTY_STATUS, vertexes: states, ...more }), ending);
}

function stepOf(view: BuildView, id: string): BuildStep {
  const step = view.steps.find((other) => other.id === id);
  if (step === undefined) throw new Error(`no step ${id}`);
  return step;
}

function recorded(name: string): readonly StatusEvent[] {
  const text = readFileSync(new URL(`./fixtures/${name}.jsonl`, import.meta.url), 'utf8');
  return text.split('\n').flatMap((line) => readRawJson(line) ?? []);
}

describe('a vertex', () => {
  test('waits, runs and is done', () => {
    expect(stepOf(viewOf([vertex('a')]), 'a')).toEqual({
      id: 'a',
      name: '[build 1/1] RUN a',
      stage: 'stage:build',
      keyword: 'RUN',
      text: 'a',
      position: { index: 1, of: 1 },
      status: 'waiting',
      duration: 0,
      inputs: [],
      transfers: [],
      warnings: 0,
    });
    expect(stepOf(viewOf([vertex('a', { started: 10 })]), 'a')).toMatchObject({
      status: 'running',
      started: 10,
      runningSince: 10,
      duration: 0,
    });
    const done = stepOf(viewOf([vertex('a', { started: 10, completed: 30 })]), 'a');
    expect(done).toMatchObject({ status: 'done', started: 10, completed: 30, duration: 20 });
    expect(done).not.toHaveProperty('runningSince');
  });

  test('can run several times: its duration is what it was busy, the latest run says how it stands', () => {
    const runs = [
      vertex('a', { started: 10, completed: 20 }),
      vertex('a', { started: 50, completed: 55 }),
      vertex('a', { started: 90 }),
    ];
    expect(stepOf(viewOf(runs), 'a')).toMatchObject({ status: 'running', started: 10, runningSince: 90, duration: 15 });
    const ended = [...runs, vertex('a', { started: 90, completed: 100 })];
    expect(stepOf(viewOf(ended.reverse()), 'a')).toMatchObject({ status: 'done', duration: 25, completed: 100 });
  });

  test('loads from the cache, which shows as running until it has', () => {
    expect(stepOf(viewOf([vertex('a', { started: 10, cached: true })]), 'a').status).toBe('running');
    const loaded = vertex('a', { started: 10, completed: 12, cached: true });
    expect(stepOf(viewOf([loaded]), 'a')).toMatchObject({ status: 'cached', duration: 2 });
  });

  test('is taken for cached when something that needs it started and it never did', () => {
    const marked = vertex('a', { started: 40, completed: 40, cached: true });
    const user = vertex('b', { started: 40, inputs: ['a'] });
    expect(stepOf(viewOf([marked, user]), 'a')).toMatchObject({
      status: 'cached',
      started: 40,
      completed: 40,
      duration: 0,
    });
  });

  test('is not taken for cached while it runs, whatever the marker says', () => {
    const states = [
      vertex('a', { started: 10 }),
      vertex('a', { started: 40, completed: 40, cached: true }),
      vertex('b', { started: 40, inputs: ['a'] }),
    ];
    expect(stepOf(viewOf(states), 'a')).toMatchObject({ status: 'running', runningSince: 10 });
    const done = [...states, vertex('a', { started: 10, completed: 60 })];
    expect(stepOf(viewOf(done), 'a')).toMatchObject({ status: 'done', started: 10, completed: 60, duration: 50 });
  });

  test('fails, or was cancelled', () => {
    const failed = vertex('a', { started: 10, completed: 20, error: 'process "x" did not complete: exit code: 1' });
    expect(stepOf(viewOf([failed]), 'a')).toMatchObject({ status: 'failed', error: failed.error });
    const cancelled = vertex('a', { started: 10, completed: 20, error: 'exit code 137: context canceled' });
    expect(stepOf(viewOf([cancelled]), 'a').status).toBe('cancelled');
    expect(stepOf(viewOf([vertex('a', { error: 'no such file' })]), 'a').status).toBe('failed');
  });

  test('has its name even when its progress came first', () => {
    const word = { vertex: 'a', id: 'transferring context:', name: 'transferring', current: 5, total: 0, timestamp: 7 };
    expect(viewOf([], undefined, { statuses: [word] }).steps).toEqual([]);
    const view = viewOf([vertex('a', { started: 5 })], undefined, {
      statuses: [{ ...word, current: 9, timestamp: 8, started: 6 }, word],
    });
    expect(stepOf(view, 'a').transfers).toEqual([
      { id: 'transferring context:', action: 'transferring', current: 9, total: 0, started: 6 },
    ]);
  });
});

describe('after the end', () => {
  const states = [vertex('a', { started: 10 }), vertex('b', { inputs: ['a'] })];
  test('what ran was cut off, what waited never started', () => {
    const view = viewOf(states, { ended: true, outcome: 'failed', endedAt: 50 });
    expect(stepOf(view, 'a')).toMatchObject({ status: 'cancelled', completed: 50, duration: 40 });
    expect(stepOf(view, 'b')).toMatchObject({ status: 'cancelled', duration: 0 });
    expect(stepOf(view, 'b')).not.toHaveProperty('started');
    expect(view.counts).toEqual({ total: 2, ended: 0, cached: 0, running: 0, failed: 0 });
  });
  test('what a successful build left open is done', () => {
    expect(stepOf(viewOf(states, { ended: true, outcome: 'done' }), 'a')).toMatchObject({
      status: 'done',
      completed: 10,
    });
  });
});

describe('a progress group', () => {
  const group = { id: 'g', name: '[release 2/3] COPY --link --from=build /a /b', weak: false };
  const weak = { ...group, weak: true };

  test('is hidden until a member that is not weak starts', () => {
    const states = [vertex('a', { group: weak, started: 10, completed: 20 }), vertex('b', { group, inputs: ['a'] })];
    expect(viewOf(states).steps).toEqual([]);
    const view = viewOf([
      ...states,
      vertex('b', { group, inputs: ['a'], started: 15 }),
      vertex('c', { inputs: ['b'] }),
    ]);
    expect(view.steps.map((step) => step.id).sort()).toEqual(['c', 'group:g']);
    expect(stepOf(view, 'group:g')).toMatchObject({
      name: group.name,
      stage: 'stage:release',
      keyword: 'COPY',
      text: 'from build',
      status: 'running',
      started: 10,
      runningSince: 15,
      duration: 5,
      inputs: [],
    });
    expect(stepOf(view, 'c').inputs).toEqual(['group:g']);
  });
  test('of weak members alone is shown once one starts: there is nothing to merge with', () => {
    const copy = { group: { ...weak, name: '[release 1/2] COPY --link /a /' }, inputs: ['a'] };
    const states = [vertex('a'), vertex('b', copy), vertex('c', { inputs: ['b'] })];
    expect(
      viewOf(states)
        .steps.map((step) => step.id)
        .sort(),
    ).toEqual(['a', 'c']);
    const view = viewOf([...states, vertex('b', { ...copy, started: 10, completed: 20 })]);
    expect(stepOf(view, 'group:g')).toMatchObject({ status: 'done', keyword: 'COPY', duration: 10, inputs: ['a'] });
    expect(stepOf(view, 'c').inputs).toEqual(['group:g']);
  });
  test('what needs a hidden one needs what that needs', () => {
    const states = [vertex('a'), vertex('b', { group, inputs: ['a', 'gone'] }), vertex('c', { inputs: ['b'] })];
    expect(stepOf(viewOf(states), 'c').inputs).toEqual(['a']);
  });
  test('lends no time to what only its hidden members need: which of them marked it depends on when one joined', () => {
    const hidden = (digest: string, started: number) =>
      vertex(digest, { inputs: ['a'], group: { id: 'g', name: 'g', weak: true }, started, completed: started + 5 });
    const marked = (at: number) => vertex('a', { cached: true, started: at, completed: at });
    const merge = vertex('m', { inputs: ['one', 'two'], group: { id: 'g', name: 'g', weak: false } });
    const users = [hidden('one', 10), hidden('two', 20), merge];
    const step = stepOf(viewOf([marked(10), ...users]), 'a');
    expect(step).toEqual(stepOf(viewOf([marked(20), ...users]), 'a'));
    expect(step.status).toBe('cached');
    expect(step).not.toHaveProperty('started');
  });

  test('is from the cache only when all members are, and busy while any is', () => {
    const cached = { started: 10, completed: 12, cached: true };
    const both = (other: Partial<VertexState>) =>
      stepOf(viewOf([vertex('a', { group, ...cached }), vertex('b', { group, ...other })]), 'group:g');
    expect(both(cached).status).toBe('cached');
    expect(both({ started: 11, completed: 20 })).toMatchObject({ status: 'done', duration: 10 });
    expect(both({ started: 11, completed: 20, error: 'no' })).toMatchObject({ status: 'failed', error: 'no' });
    expect(both({ started: 11 })).toMatchObject({ status: 'running', duration: 1, runningSince: 11 });
  });
});

describe('a base image', () => {
  const from = vertex('f', { name: '[base 1/2] FROM docker.io/library/alpine:3.22', started: 1, completed: 5 });
  const user = (cached: boolean) => vertex('r', { inputs: ['f'], started: 10, completed: 12, cached });
  const word = {
    vertex: 'f',
    id: 'sha256:1',
    name: '',
    current: 100,
    total: 100,
    timestamp: 3,
    started: 2,
    completed: 3,
  };

  test('was not needed when all that need it came from the cache', () => {
    expect(stepOf(viewOf([from, user(true)]), 'f').status).toBe('cached');
    expect(stepOf(viewOf([from, user(false)]), 'f').status).toBe('done');
    expect(stepOf(viewOf([from]), 'f').status).toBe('done');
  });
  test('was needed when it was fetched', () => {
    expect(stepOf(viewOf([from, user(true)], undefined, { statuses: [word] }), 'f').status).toBe('done');
  });
});

describe('warnings', () => {
  const warning: VertexWarning = {
    vertex: 'a',
    level: 1,
    short: 'StageNameCasing: Stage name should be lowercase (line 1)',
    detail: ['more'],
    url: 'https://docs.docker.com/go/dockerfile/rule/stage-name-casing/',
    file: 'Dockerfile',
    ranges: [{ startLine: 1, startCharacter: 0, endLine: 1, endCharacter: 0 }],
  };
  test('come once, sorted by line, and count at their step', () => {
    const later = { ...warning, ranges: [{ startLine: 7, startCharacter: 0, endLine: 7, endCharacter: 0 }] };
    const view = viewOf([vertex('a')], undefined, { warnings: [later, warning, { ...warning }, later] });
    expect(view.warnings.map((one) => one.ranges[0]?.startLine)).toEqual([1, 7]);
    expect(view.warnings[0]).toEqual({
      step: 'a',
      short: warning.short,
      detail: ['more'],
      url: warning.url,
      file: 'Dockerfile',
      ranges: warning.ranges,
    });
    expect(stepOf(view, 'a').warnings).toBe(2);
  });
  test('of a vertex that is not shown belong to no step', () => {
    expect(viewOf([], undefined, { warnings: [warning] }).warnings[0]?.step).toBe('');
  });
});

describe('stages', () => {
  test('come by depth, with prepare first and result last', () => {
    const names: readonly (readonly [string, string, readonly string[]])[] = [
      ['export', 'exporting to docker image format', []],
      ['load', 'importing to docker', []],
      ['context', '[internal] load build context', []],
      ['file', '[internal] load build definition from Dockerfile', []],
      ['release', '[release 1/1] COPY --from=build /a /b', ['make']],
      ['make', '[build 2/2] RUN make', ['copy']],
      ['copy', '[build 1/2] COPY . .', ['base', 'context']],
      ['base', '[alpha 1/1] FROM alpine', []],
      ['zeta', '[zeta 1/1] RUN x', ['base']],
      ['odd', 'something else', []],
    ];
    const view = viewOf(names.map(([digest, name, inputs]) => vertex(digest, { name, inputs })));
    expect(view.stages.map((stage) => [stage.id, stage.kind, stage.name, stage.steps])).toEqual([
      ['prepare', 'prepare', 'Prepare', ['file', 'context']],
      ['stage:alpha', 'stage', 'alpha', ['base']],
      ['stage:build', 'stage', 'build', ['copy', 'make']],
      ['stage:zeta', 'stage', 'zeta', ['zeta']],
      ['stage:release', 'stage', 'release', ['release']],
      ['other', 'stage', 'Other steps', ['odd']],
      ['result', 'result', 'Result', ['export', 'load']],
    ]);
    expect(view.steps.map((step) => step.id)).toEqual(view.stages.flatMap((stage) => stage.steps));
    expect(stepOf(view, 'export').inputs).toEqual(['odd', 'release', 'zeta']);
    expect(stepOf(view, 'load').inputs).toEqual(['export']);
  });
  test('of several platforms are kept apart', () => {
    const view = viewOf([
      vertex('a', { name: '[linux/arm64 build 1/1] RUN make' }),
      vertex('b', { name: '[linux/amd64 build 1/1] RUN make' }),
    ]);
    expect(view.stages).toEqual([
      { id: 'stage:linux/amd64:build', kind: 'stage', name: 'build', platform: 'linux/amd64', steps: ['b'] },
      { id: 'stage:linux/arm64:build', kind: 'stage', name: 'build', platform: 'linux/arm64', steps: ['a'] },
    ]);
  });
  test('a stage that is called prepare is not the preparing', () => {
    const view = viewOf([vertex('a', { name: '[prepare 1/1] RUN x' }), vertex('b', { name: '[internal] load x' })]);
    expect(view.stages.map((stage) => stage.id)).toEqual(['prepare', 'stage:prepare']);
  });
});

describe('recorded builds', () => {
  test('four stages side by side, exported', () => {
    const view = normalise(recorded('four-stages').reduce(reduce, EMPTY_BUILD), { ended: true, outcome: 'done' });
    expect(view.stages.map((stage) => [stage.id, stage.steps.length])).toEqual([
      ['prepare', 5],
      ['stage:cpu', 1],
      ['stage:io', 1],
      ['stage:mem', 1],
      ['stage:net', 1],
      ['stage:final', 7],
      ['result', 2],
    ]);
    expect(view.counts).toEqual({ total: 18, ended: 18, cached: 0, running: 0, failed: 0 });
    const text = (id: string) => {
      const step = stepOf(view, id);
      return `${step.keyword} ${step.text}`.trim();
    };
    expect(view.stages.find((stage) => stage.id === 'stage:final')?.steps.map(text)).toEqual([
      'RUN echo short > /short.txt',
      'COPY from cpu',
      'COPY from mem',
      'COPY from io',
      'COPY from net',
      'COPY app',
      'RUN cat /out/*.txt && find /out -type f | wc -l',
    ]);
    expect(view.stages[0]?.steps.map(text)).toEqual([
      'Read Dockerfile',
      'Read .dockerignore',
      'Look up base',
      'Send base',
      'Send project files',
    ]);
    // Two runs: 27.722623 to 27.726219 and 27.736416 to 27.933928.
    const definition = view.steps.find((step) => step.text === 'Read Dockerfile');
    expect(definition).toMatchObject({ status: 'done', duration: 726219 - 722623 + (933928 - 736416) });
    expect(definition?.transfers).toEqual([
      {
        id: 'transferring dockerfile:',
        action: 'transferring',
        current: 1234,
        total: 0,
        started: 1795420647805171,
        completed: 1795420647873562,
      },
    ]);
    const base = view.steps.find((step) => step.text === 'Send base');
    expect(base?.transfers.map((one) => [one.id.slice(0, 20), one.action, one.current, one.total])).toEqual([
      ['resolve docker.io/li', '', 0, 0],
      ['sha256:8a25a15a5c88b', '', 1106357, 1106357],
      ['extracting sha256:8a', 'extracting', 0, 0],
    ]);
  });

  test('a step out of memory', () => {
    const view = normalise(recorded('out-of-memory').reduce(reduce, EMPTY_BUILD), { ended: true, outcome: 'failed' });
    expect(view.counts).toEqual({ total: 6, ended: 6, cached: 0, running: 0, failed: 1 });
    const failed = view.steps.find((step) => step.status === 'failed');
    expect(failed).toMatchObject({ stage: 'stage:grow', position: { index: 1, of: 1 }, duration: 22183655 });
    expect(failed?.error).toMatch(/cannot allocate memory$/);
  });

  test.each(['four-stages', 'out-of-memory'])('%s: watched line by line, split or at once, it is the same', (name) => {
    const events = recorded(name);
    const expected = normalise(events.reduce(reduce, EMPTY_BUILD));
    const tracker = createTracker();
    for (const event of events) {
      tracker.push(event);
      tracker.view();
    }
    expect(tracker.view().view).toEqual(expected);
    const reversed = events
      .toReversed()
      .flatMap((event) => event.vertexes.map((one) => ({ ...EMPTY_STATUS, vertexes: [one] })));
    const words = events.flatMap((event) => event.statuses);
    const logs = events.flatMap((event) => event.logs);
    expect(normalise([...reversed, { ...EMPTY_STATUS, statuses: words, logs }].reduce(reduce, EMPTY_BUILD))).toEqual(
      expected,
    );
  });
});
