import { expect, test } from 'vitest';
import { keysOf } from './keys.ts';

type Held = Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', true>>;

const press = (key: string, held: Held = {}, mac = false) =>
  keysOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held }, mac);

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

test('Ctrl is the command key on macOS', () => {
  expect(press('n', { metaKey: true }, true)).toBe('Ctrl N');
  expect(press('F', { metaKey: true, shiftKey: true }, true)).toBe('Ctrl Shift F');
});

test('what is held with the modifier of another platform is neither a single key nor one with Ctrl', () => {
  expect(press('j', { ctrlKey: true }, true)).toBe('Control J');
  expect(press('k', { ctrlKey: true, metaKey: true }, true)).toBe('Control Ctrl K');
  expect(press('j', { metaKey: true })).toBe('Meta J');
  expect(press('k', { ctrlKey: true, metaKey: true })).toBe('Meta Ctrl K');
});
