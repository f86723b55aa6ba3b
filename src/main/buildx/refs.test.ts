import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeLocalState, encodeLocalState } from './refs.ts';

it('gives back any local state that was written', () => {
  const word = fc.string({ unit: 'grapheme' });
  const fields = { target: word, localPath: word, dockerfilePath: word, groupRef: fc.string({ minLength: 1 }) };
  const state = fc.record(fields, { requiredKeys: ['target', 'localPath', 'dockerfilePath'] });
  fc.assert(
    fc.property(state, (given) => {
      expect(decodeLocalState(encodeLocalState(given))).toEqual(given);
    }),
  );
});

it('leaves an empty group out, as Go does', () => {
  const state = { target: 't', localPath: '-', dockerfilePath: '-', groupRef: '' };
  expect(encodeLocalState(state)).toBe('{"Target":"t","LocalPath":"-","DockerfilePath":"-"}');
});

it.each(['', '[]', '7', '{"Target":1}'])('refuses %j', (text) => {
  expect(() => decodeLocalState(text)).toThrow();
});
