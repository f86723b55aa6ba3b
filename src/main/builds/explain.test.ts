import { describe, expect, it } from 'vitest';
import type { RpcStatus } from '../buildkit/index.ts';
import { explainFailure, isCancelled } from './explain.ts';

const status = (message: string, over: Partial<RpcStatus> = {}): RpcStatus => ({
  code: 2,
  message,
  sources: [],
  kinds: [],
  ...over,
});
const title = (message: string) => explainFailure(status(message)).failure.title;

describe('explainFailure', () => {
  // Texts as BuildKit 0.34 and the Engine's own BuildKit gave them.
  it.each([
    ['process "/bin/sh -c exit 3" did not complete successfully: exit code: 3', 'exit 3 stopped with exit code 3.'],
    ['process "/bin/sh -c a &&\n   b" did not complete successfully: exit code: 1', 'a && b stopped with exit code 1.'],
    [
      'failed to compute cache key: failed to calculate checksum of ref abc::def: "/missing.txt": not found',
      'It could not find /missing.txt.',
    ],
    [
      'docker.io/library/nope:1: failed to resolve source metadata for docker.io/library/nope:1: no such host',
      'The image nope:1 could not be found.',
    ],
    [
      'dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)',
      'Line 2 of the Dockerfile cannot be read: unknown instruction: RUNN (did you mean RUN?).',
    ],
    ['target stage "nope" could not be found', 'The Dockerfile has no stage named nope.'],
    ['something else entirely\nmore', 'Something else entirely'],
  ])('%s', (message, expected) => {
    expect(title(message)).toBe(expected);
  });

  it('keeps the raw text, the step and the exit code', () => {
    const failed = explainFailure(
      status('process "/bin/sh -c exit 3" did not complete successfully: exit code: 3', {
        vertex: 'sha256:abc',
        exitCode: 3,
      }),
    );
    expect(failed.step).toBe('sha256:abc');
    expect(failed.exitCode).toBe(3);
    expect(failed.failure.detail).toContain('did not complete successfully');
  });

  it('shows three lines around the failing ones, within the file', () => {
    const text = Array.from({ length: 9 }, (_, index) => `line ${index + 1}`).join('\n');
    const range = { startLine: 2, startCharacter: 0, endLine: 3, endCharacter: 4 };
    const source = { filename: 'Dockerfile', language: '', text, ranges: [range] };
    expect(explainFailure(status('x', { sources: [source] })).source).toEqual({
      file: 'Dockerfile',
      firstLine: 1,
      lines: ['line 1', 'line 2', 'line 3', 'line 4', 'line 5', 'line 6'],
      ranges: [range],
    });
  });

  it('tells a cancelled build from a failed one', () => {
    expect(isCancelled({ code: 1, message: 'Canceled' })).toBe(true);
    expect(isCancelled({ code: 2, message: 'exit code: 137: context canceled' })).toBe(true);
    expect(isCancelled({ code: 2, message: 'process said "context canceled" once' })).toBe(false);
  });
});
