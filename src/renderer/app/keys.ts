import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { isMac } from '../ui/index.ts';
import { navigation } from './navigation.ts';

/** A key or combination (`Ctrl N`, `?`, `Alt Left`, `J`) and what it does, for as long as it is registered. */
export interface KeyBinding {
  /** Modifiers in the order Ctrl, Alt, Shift. `Ctrl` is ⌘ on macOS. */
  readonly keys: string;
  /** What it does, for the list of keys: `New builder`. */
  readonly what: string;
  /** Heading in the list of keys. */
  readonly group: string;
  readonly run: () => void;
}

interface Registry {
  readonly bindings: readonly KeyBinding[];
  /** Keys without a modifier can be turned off. */
  readonly singleLetters: boolean;
}

const STORED = 'slipway.single-letters';

export const keyRegistry = createStore<Registry>(() => ({
  bindings: [],
  singleLetters: typeof localStorage === 'undefined' || localStorage.getItem(STORED) !== 'off',
}));

export function setSingleLetters(on: boolean): void {
  localStorage.setItem(STORED, on ? 'on' : 'off');
  keyRegistry.setState({ singleLetters: on });
}

/** Keys that work while the component is mounted. The list may be made anew on each draw. */
export function useKeys(bindings: readonly KeyBinding[]): void {
  const latest = useRef(bindings);
  latest.current = bindings;
  const shape = bindings.map(({ keys, what, group }) => `${keys}\t${what}\t${group}`).join('\n');
  useEffect(() => {
    const mine =
      shape === ''
        ? []
        : shape.split('\n').map((line, index): KeyBinding => {
            const [keys = '', what = '', group = ''] = line.split('\t');
            return { keys, what, group, run: () => latest.current[index]?.run() };
          });
    keyRegistry.setState((state) => ({ bindings: [...state.bindings, ...mine] }));
    return () => keyRegistry.setState((state) => ({ bindings: state.bindings.filter((one) => !mine.includes(one)) }));
  }, [shape]);
}

export function useKeyRegistry(): Registry {
  return useStore(keyRegistry);
}

/**
 * Starts listening; the newest binding of a key wins. Combinations come before what has the focus, so that no list or
 * button swallows them; single keys come after it. Returns the function that ends it.
 */
export function listenForKeys(target: Document): () => void {
  const early = (event: KeyboardEvent) => {
    if (!isPlain(event)) take(event);
  };
  const late = (event: KeyboardEvent) => {
    if (!event.defaultPrevented && isPlain(event) && maySingle(event)) take(event);
  };
  target.addEventListener('keydown', early, true);
  target.addEventListener('keydown', late);
  return () => {
    target.removeEventListener('keydown', early, true);
    target.removeEventListener('keydown', late);
  };
}

function take(event: KeyboardEvent): void {
  if (event.isComposing) return;
  const keys = keysOf(event);
  if (keys.startsWith('Alt ') && typesText(event.target)) return;
  const found = keyRegistry.getState().bindings.findLast((binding) => binding.keys === keys);
  if (found === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  found.run();
}

function isPlain(event: KeyboardEvent): boolean {
  return !event.ctrlKey && !event.metaKey && !event.altKey && event.key !== 'F6';
}

function maySingle(event: KeyboardEvent): boolean {
  const { singleLetters } = keyRegistry.getState();
  return singleLetters && !typesText(event.target) && navigation.getState().overlay === undefined;
}

/**
 * `Ctrl Shift F` and so on, as bindings are written. The modifier that is none of theirs, Control on macOS and Meta elsewhere,
 * is named too, so that what it is held with is no key of ours.
 */
export function keysOf(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
  mac: boolean = isMac,
): string {
  const name = event.key.length === 1 ? event.key.toUpperCase() : event.key.replace(/^Arrow/, '');
  const letter = /^[A-Z]$/.test(name) || name.length > 1;
  return [
    mac && event.ctrlKey ? 'Control' : '',
    !mac && event.metaKey ? 'Meta' : '',
    (mac ? event.metaKey : event.ctrlKey) ? 'Ctrl' : '',
    event.altKey ? 'Alt' : '',
    event.shiftKey && letter ? 'Shift' : '',
    name,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function typesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return (
    target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit', 'range'].includes(target.type)
  );
}
