import fc from 'fast-check';
import { expect } from 'vitest';
import { fuzz } from '../../../tools/fuzz/fuzz.ts';
import { cut, HOSTILE_NAMES, mutatedText, pumped } from '../../../tools/fuzz/mutate.ts';
import { assertUnpolluted, faultOf } from '../../../tools/fuzz/plain.ts';
import { PLAIN, renderLine } from './ansi.ts';
import { parseDockerfile } from './dockerfile.ts';
import { createLogAssembler, stripAnsi } from './log-lines.ts';
import { readStepName } from './step-name.ts';

const ESC = '\u001b';
const NAMES = [
  '[linux/amd64->arm64 build 12/34] RUN --mount=type=cache,target=/x npm ci',
  '[stage-0 1/2] FROM docker.io/library/node:24@sha256:0123456789abcdef0123456789abcdef',
  '[2/3] COPY --from=build ["a", "b", "/to/"]',
  '[auth] library/busybox:pull token for registry-1.docker.io',
  '[x 3/3] RUN <<EOF (echo a)',
  '[context base] load metadata for docker.io/library/a',
  'exporting cache to registry',
];
fuzz('a step has a name whatever it is called', 3000, mutatedText(fc.constantFrom(...NAMES)), (name) => {
  const read = readStepName(name);
  expect(faultOf(read, { text: 'any' })).toBeUndefined();
  expect(read.text).not.toMatch(/[\n\r]/);
});

const longName = pumped(
  [
    '',
    '[',
    '[a',
    '[a/b',
    '[a/b c',
    '[1/2] RUN ',
    '[1/2] COPY --from=',
    '[1/2] FROM ',
    '[auth]',
    'docker-image://',
    '[context',
    'exporting ',
  ],
  [' ', '/', 'a/', ' token for ', '[', '(', '<<', '--x', "'", '\\', ' internal', '\n', '@a:', '0'],
  ['', 'x', '\n', ']', '1/2] X', '\nx'],
);

fuzz('a long name takes no time that grows with its square', 400, longName, (name) => {
  readStepName(name);
});

const output = fc.oneof(
  fc
    .array(
      fc.constantFrom(
        '\r',
        '\n',
        '\b',
        '\t',
        'a',
        'é',
        '\u{1F600}',
        `${ESC}[31m`,
        `${ESC}[0m`,
        `${ESC}[2K`,
        `${ESC}[1G`,
        `${ESC}]0;t`,
        '\u0007',
        ESC,
        '%',
        '\0',
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join('')),
  fc.string({ unit: 'binary' }),
  pumped(
    ['', 'x', `${ESC}[31m`, `${ESC}]`, `${ESC}[`],
    ['\r', '\n', '\b', 'a', ' ', `${ESC}[`, `${ESC}[31m`, `${ESC}]`, `${ESC} `, ';', '1', '\u{1F600}', 'x\r', 'x\b'],
    ['', 'x', 'x\r', '\n'],
  ),
);

fuzz('a line is shown as plain text with colours', 300, output, (text) => {
  const { text: shown, after } = renderLine(text.replaceAll('\n', ''), PLAIN);
  if (text.isWellFormed()) expect(shown.isWellFormed()).toBe(true);
  expect(after.size).toBeLessThan(20);
  // Nothing but colours is left to be stripped.
  expect(stripAnsi(shown)).not.toContain(ESC);
});

const cuts = fc.array(fc.nat(), { maxLength: 12 });
const bytes = fc.oneof(
  output.map((text) => new TextEncoder().encode(text.slice(0, 100_000))),
  fc.uint8Array({ maxLength: 60 }),
);

fuzz(
  'lines are the same however the output is cut, each of a bounded length',
  300,
  fc.tuple(bytes, cuts, cuts),
  ([all, one, other]) => {
    const read = (places: readonly number[]) => {
      const assembler = createLogAssembler();
      const lines = cut(all, places).flatMap((part) =>
        assembler.push({ vertex: 'v', stream: 1, time: 1, bytes: part }),
      );
      return [...lines, ...assembler.finish('v'), ...assembler.end()].map(({ text }) => text);
    };
    const lines = read(one);
    for (const line of lines) expect(line.length).toBeLessThan(40_000);
    // What is over the longest line or was compacted breaks where the pieces are; the text itself is the same.
    if (all.length < 8000) expect(lines).toEqual(read(other));
    else read(other);
  },
);

const DOCKERFILES = [
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the Dockerfile
  '# syntax=docker/dockerfile:1\nARG V=1\nFROM --platform=$BUILDPLATFORM node:${V} AS Build\nARG A="b c" D\nRUN <<EOF\nFROM not\nEOF\nCOPY --from=build a b\n',
  '# escape=`\nFROM a `\n AS b\r\nONBUILD ARG X\nFROM b\n',
  ...HOSTILE_NAMES.map((name) => `ARG ${name}=1\nFROM ${name} AS ${name}\n`),
];

fuzz(
  'a Dockerfile has an outline whatever is in it',
  2500,
  fc.oneof(mutatedText(fc.constantFrom(...DOCKERFILES)), fc.string({ unit: 'binary' })),
  (text) => {
    const outline = parseDockerfile(text);
    expect(faultOf(outline, { text: 'any' })).toBeUndefined();
    const lines = text.split('\n').length;
    for (const { line, lastLine } of outline.stages) {
      expect(line).toBeGreaterThan(0);
      expect(lastLine).toBeGreaterThanOrEqual(line);
      expect(lastLine).toBeLessThanOrEqual(lines);
    }
    assertUnpolluted();
  },
);

fuzz(
  'a long Dockerfile takes no time that grows with its square',
  150,
  pumped(
    ['', 'FROM ', 'FROM a\nRUN ', '# ', 'ARG ', 'FROM a AS ', 'RUN <<E\n'],
    [' ', '\n', '\\\n', '\\', '#\n', '"', '$', '${', '--a', '<<E', 'ARG a\n', 'FROM a\n', '\t', '='],
    ['', 'x', '\nFROM b'],
  ),
  (text) => {
    parseDockerfile(text);
  },
);
