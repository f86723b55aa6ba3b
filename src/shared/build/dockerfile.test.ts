import { describe, expect, test } from 'vitest';
import { parseDockerfile } from './dockerfile.ts';

describe('parseDockerfile', () => {
  test('finds stages and arguments', () => {
    const text = `# syntax=docker/dockerfile:1
ARG BASE=alpine
ARG V="1 2" W
# comment FROM x
FROM --platform=$BUILDPLATFORM \${BASE}:3 AS Build
ARG V
ARG LATE=5
RUN <<EOF
FROM fake AS no
ARG NOPE=1
EOF
RUN echo \\
  FROM not
FROM scratch
COPY --from=build /a /
`;
    expect(parseDockerfile(text)).toEqual({
      syntax: 'docker/dockerfile:1',
      stages: [
        { name: 'build', index: 0, line: 5, lastLine: 13, base: `\${BASE}:3`, platform: '$BUILDPLATFORM' },
        { name: '', index: 1, line: 14, lastLine: 15, base: 'scratch' },
      ],
      args: [
        { name: 'BASE', line: 2, defaultValue: 'alpine' },
        { name: 'V', line: 3, defaultValue: '1 2' },
        { name: 'W', line: 3 },
        { name: 'LATE', line: 7, defaultValue: '5' },
      ],
    });
  });
  test('knows another escape character', () => {
    expect(parseDockerfile('# escape=`\nFROM a AS b\nRUN x `\n FROM no\n').stages).toEqual([
      { name: 'b', index: 0, line: 2, lastLine: 4, base: 'a' },
    ]);
  });
  test('takes what it can of a file that is being written', () => {
    expect(parseDockerfile('')).toEqual({ stages: [], args: [] });
    expect(parseDockerfile('FROM\nfrom x as y\nARG\n').stages.map((stage) => [stage.base, stage.name])).toEqual([
      ['', ''],
      ['x', 'y'],
    ]);
    expect(parseDockerfile('\ufeffFROM x\r\nARG A=1\r\n')).toMatchObject({
      stages: [{ base: 'x', line: 1 }],
      args: [{ name: 'A', defaultValue: '1' }],
    });
  });

  test('counts lines as BuildKit does: a carriage return alone ends none', () => {
    const { stages } = parseDockerfile('FROM a AS\rb\r\nRUN x\nFROM c\n');
    expect(stages.map(({ line, lastLine }) => [line, lastLine])).toEqual([
      [1, 2],
      [3, 3],
    ]);
  });
});
