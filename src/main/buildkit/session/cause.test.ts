import { expect, it } from 'vitest';
import { causeOf, type SessionFailure } from './cause.ts';

const failure = (detail: string, late = false): SessionFailure => ({
  failure: { code: 'exporter-failed', title: detail, detail },
  late,
});

it('is the first failure of this side, whatever words the solve ends with', () => {
  const failures = [failure('ENOSPC: no space left'), failure('EACCES: permission denied')];
  expect(causeOf(failures, 'failed to solve: EOF')?.title).toBe('ENOSPC: no space left');
  expect(causeOf(failures, undefined)?.title).toBe('ENOSPC: no space left');
  expect(causeOf([], 'failed to solve: denied')).toBeUndefined();
});

it('is a late one only where the solve has its words', () => {
  const failures = [failure('unexpected EOF', true), failure('no space left', true)];
  expect(causeOf(failures, 'failed to solve: archive/tar: sockets not supported')).toBeUndefined();
  const words = 'failed to solve: rpc error: code = Unknown desc = no space left';
  expect(causeOf(failures, words)?.title).toBe('no space left');
  expect(causeOf([...failures, failure('EIO')], 'failed to solve: denied')?.title).toBe('EIO');
});

it('knows words that were no whole Unicode', () => {
  expect(causeOf([failure('cannot write \ud800', true)], 'cannot write \ufffd')).toBeDefined();
});
