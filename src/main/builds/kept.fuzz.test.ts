import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { fuzz } from '../../../tools/fuzz/fuzz.ts';
import { HOSTILE_NAMES, mutatedJsonText, pumped } from '../../../tools/fuzz/mutate.ts';
import { assertUnpolluted, faultOf } from '../../../tools/fuzz/plain.ts';
import type { StatusEvent } from '../../shared/build/status-event.ts';
import { BuildNotes } from './build-notes.ts';
import { explainFailure, isCancelled } from './explain.ts';
import { FollowedView } from './followed-view.ts';

let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'slipway-fuzz-kept-'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const NOTE = {
  version: 1,
  nodeKey: 'engine buildx_buildkit_b0',
  ref: 'abc123',
  request: {
    context: '/p',
    dockerfile: '/p/Dockerfile',
    tags: ['a:b'],
    platforms: ['linux/amd64'],
    outputs: [{ kind: 'load' }, { kind: 'folder', path: '/o' }],
    args: ['A'],
    secrets: [{ id: 's', from: 'file', source: '/s' }],
    noCache: false,
    pull: false,
    cliTwin: 'docker buildx build /p',
  },
  outcome: {
    kind: 'image-loaded',
    tags: ['a:b'],
    digest: 'sha256:0',
    size: 5,
    outputs: [
      { kind: 'push', reference: 'a:b' },
      { kind: 'tar', path: '/o.tar', size: 5 },
    ],
  },
};
const notes = fc.uniqueArray(
  fc.tuple(fc.constantFrom('abc123.json', 'x.json', '.json', 'abc123.json.new', 'y'), mutatedJsonText(NOTE)),
  { selector: ([name]) => name, maxLength: 4 },
);

fuzz('notes of any content are read or left alone', 250, notes, async (files) => {
  const folder = mkdtempSync(join(base, 'notes-'));
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  const read = new BuildNotes(folder);
  await read.load();
  for (const ref of ['abc123', ...HOSTILE_NAMES]) {
    const note = read.get(ref);
    if (note !== undefined) expect(faultOf(note, { text: 'any' })).toBeUndefined();
  }
  expect(readdirSync(folder).sort()).toEqual(files.map(([name]) => name).sort());
  assertUnpolluted();
  rmSync(folder, { recursive: true });
});

const STATUS = {
  code: 2,
  message: 'failed to solve: process "/bin/sh -c npm test" did not complete successfully: exit code: 1',
  sources: [
    {
      filename: 'Dockerfile',
      language: 'Dockerfile',
      text: 'FROM a\nRUN b\nRUN c\n',
      ranges: [{ startLine: 2, startCharacter: 0, endLine: 2, endCharacter: 5 }],
    },
  ],
  vertex: 'sha256:a',
  exitCode: 1,
  kinds: ['x'],
};
const MESSAGES = [
  STATUS.message,
  'failed to calculate checksum of ref x: "/a": not found',
  'failed to resolve source metadata for docker.io/library/a:b: no',
  'dockerfile parse error on line 3: unknown instruction: X',
  'granting entitlement network.host is not allowed',
  'rpc error: context canceled ',
];
const line = fc.constantFrom(0, 1, 2, 3, 4, 1000, -5, 2 ** 53 - 1);
const status = fc.record({
  ...Object.fromEntries(Object.entries(STATUS).map(([key, value]) => [key, fc.constant(value)])),
  code: fc.constantFrom(0, 1, 2, 14),
  message: fc.oneof(
    fc.constantFrom(...MESSAGES),
    fc.string({ unit: 'binary' }),
    pumped(
      ['', 'process "', 'failed to calculate checksum of ref ', 'context canceled'],
      ['process "', ' ', '" ', 'a', ': "', '\n', 'context canceled'],
      ['', 'x', ': not found'],
    ),
  ),
  sources: fc.array(
    fc.record({
      filename: fc.constant('Dockerfile'),
      language: fc.constant(''),
      text: fc.constantFrom('', STATUS.sources[0]?.text ?? '', 'a\r\nb'),
      ranges: fc.array(fc.record({ startLine: line, startCharacter: line, endLine: line, endCharacter: line }), {
        maxLength: 3,
      }),
    }),
    { maxLength: 2 },
  ),
});

fuzz('any error of BuildKit is explained, with lines that are there', 600, status, (given) => {
  const { failure, source } = explainFailure(given as never);
  expect(failure.title).not.toBe('');
  expect(typeof isCancelled(given as never)).toBe('boolean');
  if (source === undefined) return;
  const lines = given.sources.flatMap(({ text }) => text.split(/\r?\n/));
  expect(source.firstLine).toBeGreaterThanOrEqual(1);
  for (const one of source.lines) expect(lines).toContain(one);
});

const VERTEX = {
  digest: 'sha256:a',
  inputs: ['sha256:b'],
  name: '[a 1/2] RUN x',
  cached: false,
  started: 5,
  completed: 9,
};
const digest = fc.constantFrom('sha256:a', 'sha256:b', ...HOSTILE_NAMES);
const event = fc.record({
  vertexes: fc.array(
    fc
      .record({
        digest,
        name: fc.constantFrom('', '[a 1/2] RUN x', 'exporting to image'),
        started: fc.constantFrom(1, 5),
        completed: fc.option(fc.constantFrom(6, 0), { nil: undefined }),
      })
      .map(({ completed, ...rest }) => ({
        ...VERTEX,
        ...rest,
        ...(completed === undefined ? { completed: undefined } : { completed }),
      }))
      .map(({ completed, ...rest }) => (completed === undefined ? rest : { ...rest, completed })),
    { maxLength: 3 },
  ),
  statuses: fc.constant([]),
  warnings: fc.constant([]),
  logs: fc.array(
    fc.record({
      vertex: digest,
      stream: fc.constantFrom(1 as const, 2 as const),
      time: fc.constantFrom(0, 7, -1),
      bytes: fc
        .constantFrom('a\n', 'b', '\r', '\n\n', 'é', '\u001b[31mx')
        .map((text) => new TextEncoder().encode(text)),
    }),
    { maxLength: 4 },
  ),
}) as unknown as fc.Arbitrary<StatusEvent>;
const play = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: event },
    { weight: 1, arbitrary: fc.constantFrom('change' as const, 'restart' as const) },
  ),
  { maxLength: 10 },
);

fuzz('the view of a build shows each line once, in the log of its step and of the whole', 400, play, (parts) => {
  const folder = mkdtempSync(join(base, 'spool-'));
  mkdirSync(join(folder, 's'));
  const view = new FollowedView(join(folder, 's'));
  const steps = new Map<string, number>();
  const look = () => {
    const change = view.change();
    expect(faultOf(change)).toBeUndefined();
    for (const id of change.removed) steps.delete(id);
    for (const step of change.steps) steps.set(step.id, step.logLines);
    const whole = view.lines('', 0, 1000);
    expect(whole.lines).toHaveLength(change.logLines);
    for (const [id, count] of steps) {
      const { lines, total } = view.lines(id, 0, 1000);
      expect([id, lines.length, total]).toEqual([id, count, count]);
      expect(whole.lines.filter(({ step }) => step === id)).toHaveLength(count);
    }
  };
  for (const part of parts) {
    if (part === 'change') look();
    else if (part === 'restart') view.restart();
    else view.push(part, 'daemon');
  }
  view.settle('done');
  look();
  view.dispose();
  rmSync(folder, { recursive: true });
});
