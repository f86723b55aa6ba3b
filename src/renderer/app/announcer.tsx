import { type ReactNode, useEffect, useState } from 'react';
import { createStore } from 'zustand/vanilla';

const SPACING_MS = 5000;

const spoken = createStore<{ readonly text: string }>(() => ({ text: '' }));
let last = 0;
let waiting: ReturnType<typeof setTimeout> | undefined;

/** Has a screen reader say a sentence when it is next idle; at most one every 5 s, the newest wins. */
export function announce(text: string): void {
  clearTimeout(waiting);
  const wait = Math.max(0, last + SPACING_MS - performance.now());
  waiting = setTimeout(() => {
    last = performance.now();
    spoken.setState({ text });
  }, wait);
}

/** The polite live region; once in the application. */
export function Announcer(): ReactNode {
  const [text, setText] = useState('');
  useEffect(() => spoken.subscribe((state) => setText(state.text)), []);
  return (
    <div role="status" aria-live="polite" className="type-spoken">
      {text}
    </div>
  );
}
