import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { listed, navigate, useKeys, useTopic } from '../../app/index.ts';
import { buildersOf, lastHeardOf } from '../../builders/builds-of.ts';
import { BuildRow } from './build-row.tsx';
import styles from './builds-table.module.css';
import type { ListRow } from './groups.ts';

const BUILD_HEIGHT = 50;
const GROUP_HEIGHT = 28;

/** The table of builds. Only the rows in view are in the page; one of them takes the Tab key, arrows and J K go on from it. */
export function BuildsTable({ rows, now }: { readonly rows: readonly ListRow[]; readonly now: number }): ReactNode {
  const { items: builders } = useTopic('builders');
  const scroller = useRef<HTMLTableSectionElement>(null);
  const [active, setActive] = useState<string>();
  /** Set by a key: the row to focus once it is in the page. */
  const wanted = useRef<string>(undefined);
  // The head ends where the rows end, with a scroll bar or without.
  const [bar, setBar] = useState(0);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = () => setBar(element.offsetWidth - element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element, { box: 'content-box' });
    return () => observer.disconnect();
  }, []);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === 'group' ? GROUP_HEIGHT : BUILD_HEIGHT),
    overscan: 6,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  const builds = rows.flatMap((row, index) => (row.kind === 'build' ? [{ id: row.id, index }] : []));
  const at = builds.findIndex(({ id }) => id === active);
  const current = builds[Math.max(0, at)]?.id;

  const go = (to: number) => {
    const next = builds[Math.min(builds.length - 1, Math.max(0, to))];
    if (next === undefined) return;
    wanted.current = next.id;
    setActive(next.id);
    virtual.scrollToIndex(next.index);
  };
  useEffect(() => {
    const id = wanted.current;
    if (id === undefined) return;
    const name = scroller.current?.querySelector<HTMLElement>(`[data-build-key="${CSS.escape(id)}"]`);
    if (name === null || name === undefined) return;
    wanted.current = undefined;
    name.focus();
  });
  useKeys([
    { keys: 'J', what: 'Next build', group: 'Builds', run: () => go(at + 1) },
    { keys: 'K', what: 'Build before', group: 'Builds', run: () => go(at - 1) },
  ]);

  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1 };
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? builds.length - 1 : steps[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };

  return (
    <table
      className={styles.table}
      style={{ '--space': `${virtual.getTotalSize()}px` } as CSSProperties}
      aria-label="Builds"
      aria-rowcount={rows.length + 1}
    >
      <thead className={styles.head} style={{ paddingRight: bar }}>
        <tr className={styles.columns} aria-rowindex={1}>
          <th scope="col">
            <span className={styles.spoken}>Status</span>
          </th>
          <th scope="col">Build</th>
          <th scope="col" className={styles.minor}>
            Builder
          </th>
          <th scope="col" className={styles.origin}>
            Started from
          </th>
          <th scope="col">When</th>
          <th scope="col">Duration</th>
          <th scope="col" className={styles.minor}>
            From cache
          </th>
          <th scope="col" className={styles.minor}>
            Result
          </th>
        </tr>
      </thead>
      <tbody ref={scroller} className={styles.scroller} onKeyDown={onKeyDown}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const place = { transform: `translateY(${item.start}px)`, height: item.size };
          return row.kind === 'group' ? (
            <tr key={row.id} aria-rowindex={item.index + 2} className={styles.group} style={place}>
              <th scope="rowgroup" colSpan={8}>
                {row.title}
              </th>
            </tr>
          ) : (
            <BuildRow
              key={row.id}
              build={row.build}
              builder={listed(buildersOf(row.build, builders))}
              lastHeard={lastHeardOf(row.build, builders)}
              now={now}
              rowIndex={item.index + 2}
              place={place}
              focusable={row.id === current}
              onFocus={() => setActive(row.id)}
              onOpen={() => navigate({ kind: 'build', key: row.build.key })}
            />
          );
        })}
      </tbody>
    </table>
  );
}
