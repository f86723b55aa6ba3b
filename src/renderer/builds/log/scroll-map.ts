export const LINE_HEIGHT = 19;
/** Browsers cut elements that are much higher than this many px. */
const TALLEST = 12_000_000;

/**
 * Where the lines of a log of any length lie in a scroller whose height is bounded: up to 630,000 lines one to one, beyond
 * that each px of the scroller stands for more than one px of the log.
 */
export interface ScrollMap {
  /** Height of the scrolled element. */
  readonly height: number;
  /** The log's px at the top of the view for a scroll position. */
  toLog(scrollTop: number): number;
  /** The scroll position that shows a px of the log at the top. */
  toScroll(logTop: number): number;
}

export function scrollMap(lines: number, viewHeight: number): ScrollMap {
  const real = lines * LINE_HEIGHT;
  const height = Math.min(real, TALLEST);
  const ratio = height > viewHeight ? (real - viewHeight) / (height - viewHeight) : 1;
  return {
    height,
    toLog: (scrollTop) => Math.min(Math.max(0, scrollTop * ratio), Math.max(0, real - viewHeight)),
    toScroll: (logTop) => logTop / ratio,
  };
}
