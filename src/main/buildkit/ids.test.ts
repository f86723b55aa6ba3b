import { expect, it } from 'vitest';
import { newBuildId } from './ids.ts';

it('makes ids of the shape that BuildKit makes, each another one', () => {
  const ids = Array.from({ length: 100 }, newBuildId);
  expect(ids.every((id) => /^[0-9a-z]{25}$/.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(100);
});
