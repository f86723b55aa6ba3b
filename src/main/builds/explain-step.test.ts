import { expect, it } from 'vitest';
import type { BuildFailure } from '../../shared/contract/index.ts';
import { explainFailure } from './explain.ts';
import { asOutOfMemory, withLastWords } from './explain-step.ts';

const failing = (code: number): BuildFailure =>
  explainFailure({
    code: 2,
    message: `process "/bin/sh -c make all" did not complete successfully: exit code: ${code}`,
    sources: [],
    kinds: [],
  });

it('says memory only of a step that the Engine has named so', () => {
  expect(failing(137).failure.title).toBe('make all stopped with exit code 137.');
  const { failure } = asOutOfMemory(failing(137));
  expect(failure.title).toBe('make all ran out of memory.');
  expect(failure.remedy).toContain('more memory');
  expect(failure.detail).toContain('exit code: 137');
});

it('hears a full disk in the last words of a step, and nothing where there is another reason', () => {
  const full = withLastWords(failing(1), ['cc -o all', 'ld: final link failed: No space left on device']);
  expect(full.failure.meaning).toContain('no space is left');
  expect(withLastWords(failing(1), ['ENOSPC: no space left on device, write']).failure.meaning).toBeDefined();
  expect(withLastWords(failing(1), ['there is enough space']).failure.meaning).toBeUndefined();
  // 127 has its own meaning already.
  expect(withLastWords(failing(127), ['No space left on device'])).toEqual(failing(127));
});
