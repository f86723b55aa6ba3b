import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';
import { LINE_HEIGHT, type ScrollMap, scrollMap } from './scroll-map.ts';

interface LogScroll {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly map: ScrollMap;
  /** First line in view. */
  readonly first: number;
  /** Line after the last in view. */
  readonly end: number;
  /** Where the first line is drawn, px from the top of the scrolled element. */
  readonly offset: number;
  readonly following: boolean;
  /** Lines that came since it stopped following. None of a log that had ended when it was opened: those that come are only read. */
  readonly unseen: number;
  readonly onScroll: () => void;
  readonly follow: () => void;
  readonly pause: () => void;
}

/**
 * What of a log is in view. It follows the end until a person scrolls up, and again once they are back at the end.
 *
 * @param known line after the last that has come. What follows the end stands there, so that a log which grows faster than
 * its lines come shows the newest that are here, and not a gap
 * @param startFollowing false for a log that has ended, which opens at its top
 */
export function useLogScroll(total: number, known: number, startFollowing: boolean): LogScroll {
  const scroller = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState(400);
  const [scrollTop, setScrollTop] = useState(0);
  const [following, setFollowing] = useState(startFollowing);
  const seen = useRef(total);
  const [live] = useState(startFollowing);
  const length = following && known > 0 ? Math.min(total, known) : total;
  const map = scrollMap(length, size);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = () => setSize(element.clientHeight);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  /** Where the view stands: px of the log, and the scroll position that was last seen or set for it, in a view of that height. */
  const stand = useRef({ map, logTop: 0, scrollTop: 0, size: 0 });

  // biome-ignore lint/correctness/useExhaustiveDependencies: a longer log or another height moves the end
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const before = stand.current;
    const moved = element.scrollTop !== before.scrollTop;
    const stood = moved ? before.map.toLog(element.scrollTop) : before.logTop;
    if (following) seen.current = total;
    // The px of a very long log stand for more and more lines as it grows: what one looks at stays in view.
    element.scrollTop = following ? element.scrollHeight : map.toScroll(stood);
    const logTop = following ? map.toLog(element.scrollTop) : stood;
    stand.current = { map, logTop, scrollTop: element.scrollTop, size: element.clientHeight };
    setScrollTop(element.scrollTop);
  }, [length, size, following]);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    const atEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - LINE_HEIGHT / 2;
    const { scrollTop: last, map: before, size: stoodIn } = stand.current;
    // Lines that came and a view that shrank leave the place as it is, short of the end: only a person moves away from it.
    const moved = element.scrollTop - last;
    if (moved !== 0) {
      stand.current = { ...stand.current, logTop: before.toLog(element.scrollTop), scrollTop: element.scrollTop };
    }
    setScrollTop(element.scrollTop);
    // A view of another height: the browser has moved it, and it is placed again as soon as its height is known here.
    if (moved === 0 || element.clientHeight !== stoodIn) return;
    setFollowing((before) => {
      if (moved > 0) return before || atEnd;
      if (before && !atEnd) seen.current = total;
      return before && atEnd;
    });
  }, [total]);

  const logTop = map.toLog(scrollTop);
  const first = Math.floor(logTop / LINE_HEIGHT);
  return {
    scroller,
    map,
    first,
    end: Math.min(length, first + Math.ceil(size / LINE_HEIGHT) + 1),
    offset: Math.max(0, Math.min(scrollTop, map.height - size) - (logTop % LINE_HEIGHT)),
    following,
    unseen: following || !live ? 0 : Math.max(0, total - seen.current),
    onScroll,
    follow: () => setFollowing(true),
    pause: () => {
      seen.current = total;
      setFollowing(false);
    },
  };
}
