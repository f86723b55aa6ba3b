import { expect, it } from 'vitest';
import { mayHaveLogin } from './token-call.ts';

it.each([
  ['https://h.test/a', 'https://h.test/b', true],
  ['https://h.test:5000', 'https://h.test', true],
  ['https://h.test', 'https://sub.h.test', true],
  ['http://h.test', 'https://h.test', true],
  ['https://h.test', 'http://h.test', false],
  ['https://h.test', 'https://badh.test', false],
  ['https://sub.h.test', 'https://h.test', false],
  ['https://h.test', 'https://h.test.evil.test', false],
  ['http://127.0.0.1:5000', 'http://127.0.0.2:5000', false],
])('a login for %s may go on to %s: %s', (from, to, may) => {
  expect(mayHaveLogin(new URL(from), new URL(to))).toBe(may);
});
