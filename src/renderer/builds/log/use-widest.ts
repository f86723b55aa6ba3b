import { type RefObject, useLayoutEffect, useRef } from 'react';

/**
 * For an element that is as wide as the lines in it: keeps it as wide as the widest that stuck out of the view so far. Otherwise the
 * horizontal scroll bar would come and go with the lines in view, and the height of the view with it.
 */
export function useWidest(view: RefObject<HTMLElement | null>): RefObject<HTMLDivElement | null> {
  const element = useRef<HTMLDivElement>(null);
  const widest = useRef(0);
  useLayoutEffect(() => {
    const { current: lines } = element;
    const width = lines?.offsetWidth ?? 0;
    if (lines === null || width <= Math.max(widest.current, view.current?.clientWidth ?? 0)) return;
    widest.current = width;
    lines.style.minWidth = `max(100%, ${width}px)`;
  });
  return element;
}
