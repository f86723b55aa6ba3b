import { expect, test } from 'vitest';
import { keysOf } from './keys.ts';

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', true>> = {}) =>
  keysOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

test('keys are written as bindings are', () => {
  expect(press('n', { ctrlKey: true })).toBe('Ctrl N');
  expect(press('ArrowLeft', { altKey: true })).toBe('Alt Left');
  expect(press('F', { ctrlKey: true, shiftKey: true })).toBe('Ctrl Shift F');
  expect(press('F6', { shiftKey: true })).toBe('Shift F6');
});

test('Shift that only made the sign is not said', () => {
  expect(press('?', { shiftKey: true })).toBe('?');
  expect(press('j')).toBe('J');
});
