import { type RefObject, useLayoutEffect } from 'react';

/**
 * Gives the focus to what `next` finds when the element that had it is gone with what was drawn, as a button is that did its work, or a page
 * that was left. Where a place is given, only what had the focus inside of it counts.
 */
export function useKeptFocus(next: () => HTMLElement | null | undefined, place?: RefObject<HTMLElement | null>): void {
  // While it is drawn the focus is still where it was.
  const focused = document.activeElement;
  const before = place === undefined || place.current?.contains(focused) === true ? focused : null;
  useLayoutEffect(() => {
    if (before?.isConnected === false && document.activeElement === document.body) next()?.focus();
  });
}
