import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { BuildStage } from '../../shared/build/view.ts';
import type { StepItem } from '../../shared/contract/index.ts';
import { cx, StatusGlyph } from '../ui/index.ts';
import { createGraphStore, GraphStoreContext } from './graph-store.ts';
import { headNote } from './labels.ts';
import { spokenAfter, spokenBefore } from './spoken.ts';
import { noteText } from './stage-card.tsx';
import styles from './step-list.module.css';
import { StepFigure } from './step-row.tsx';
import { hasShape, type Steps, topologyOf } from './topology.ts';
import { type TreeRow, treeRows } from './tree.ts';

interface StepListProps {
  readonly steps: Steps;
  readonly stages: readonly BuildStage[];
  readonly selected: string | undefined;
  readonly onSelect: (step: string | undefined) => void;
  readonly onOpen: (step: string) => void;
  readonly clockOffset: number;
  readonly lastHeard: number | undefined;
}

const ROW = 30;

/** The graph as a tree of rows: the same steps, the same selection, and all that a screen reader needs. */
export function StepList(props: StepListProps): ReactNode {
  const { steps, stages, selected, onSelect, onOpen, clockOffset, lastHeard } = props;
  const topology = useTopology(steps, stages);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => treeRows(topology, closed), [topology, closed]);
  const [active, setActive] = useState<string>();
  const [store] = useState(() =>
    createGraphStore({ steps, selected, pointed: undefined, failing: undefined, clockOffset, lastHeard }),
  );
  useLayoutEffect(
    () => store.setState({ steps, selected, clockOffset, lastHeard }),
    [store, steps, selected, clockOffset, lastHeard],
  );

  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
    getItemKey: (index) => rows[index]?.id ?? index,
  });

  const current = active ?? (selected === undefined ? undefined : `step ${selected}`);
  const at = Math.max(
    0,
    rows.findIndex((row) => row.id === current),
  );
  useEffect(() => setActive(selected === undefined ? undefined : `step ${selected}`), [selected]);
  useEffect(() => virtual.scrollToIndex(at), [virtual, at]);

  const toggle = (stage: string, open: boolean) =>
    setClosed((set) => {
      const next = new Set(set);
      if (open) next.delete(stage);
      else next.add(stage);
      return next;
    });
  const go = (row: TreeRow | undefined) => {
    if (row === undefined) return;
    setActive(row.id);
    if (row.kind === 'step') onSelect(row.step);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = targetOf(event.key, rows, current === undefined ? -1 : at);
    if (target === undefined) return;
    event.preventDefault();
    if (target.kind === 'go') go(target.row);
    else if (target.kind === 'open') onOpen(target.step);
    else toggle(target.stage, target.open);
  };

  return (
    <GraphStoreContext value={store}>
      <div
        ref={scroller}
        className={styles.list}
        role="tree"
        aria-label="Steps by stage"
        tabIndex={0}
        aria-activedescendant={rows[at] === undefined ? undefined : treeId(rows[at].id)}
        onKeyDown={onKeyDown}
      >
        <div style={{ height: virtual.getTotalSize() }} className={styles.space} role="presentation">
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const chosen = row.kind === 'step' && row.step === selected;
            return (
              // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus and names the active row
              // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys
              <div
                key={row.id}
                id={treeId(row.id)}
                role="treeitem"
                aria-level={row.kind === 'stage' ? 1 : 2}
                aria-posinset={row.position}
                aria-setsize={row.siblings}
                aria-selected={chosen}
                {...(row.kind === 'stage' ? { 'aria-expanded': row.open } : {})}
                className={cx(
                  styles.row,
                  row.kind === 'stage' && styles.stage,
                  chosen && styles.selected,
                  row.id === current && styles.active,
                )}
                style={{ transform: `translateY(${item.start}px)` }}
                onClick={() => {
                  if (row.kind === 'stage') toggle(row.stage.id, !row.open);
                  go(row);
                }}
              >
                {row.kind === 'stage' ? <StageRow row={row} steps={steps} /> : <StepCells step={steps[row.step]} />}
              </div>
            );
          })}
        </div>
      </div>
    </GraphStoreContext>
  );
}

function StageRow({ row, steps }: { readonly row: TreeRow & { kind: 'stage' }; readonly steps: Steps }): ReactNode {
  const Icon = row.open ? ChevronDown : ChevronRight;
  return (
    <>
      <Icon size={14} aria-hidden />
      <span className={styles.spoken}>Stage </span>
      <span className={styles.name}>{row.stage.name} </span>
      {row.stage.platform === undefined ? null : <span className={styles.quiet}>{row.stage.platform} </span>}
      <span className={styles.figure}>{noteText(headNote(row.stage.steps.flatMap((id) => steps[id] ?? [])))}</span>
    </>
  );
}

function StepCells({ step }: { readonly step: StepItem | undefined }): ReactNode {
  if (step === undefined) return null;
  return (
    <>
      <StatusGlyph status={step.status} size={16} silent />
      <span className={styles.spoken}>{spokenBefore(step)}</span>
      {step.keyword === '' ? null : <span className={styles.keyword}>{step.keyword} </span>}
      <span className={cx(styles.text, styles[step.status])}>{step.text}</span>
      <span className={styles.spoken}>{spokenAfter(step)}</span>
      {step.warnings === 0 ? null : <StatusGlyph status="warning" size={13} silent />}
      <span className={styles.figure} aria-hidden>
        <StepFigure step={step} />
      </span>
    </>
  );
}

function treeId(row: string): string {
  return `list-${row.replaceAll(' ', '-')}`;
}

function useTopology(steps: Steps, stages: readonly BuildStage[]) {
  const last = useRef<ReturnType<typeof topologyOf>>(undefined);
  return useMemo(() => {
    if (last.current === undefined || !hasShape(last.current, steps, stages)) last.current = topologyOf(steps, stages);
    return last.current;
  }, [steps, stages]);
}

type Target =
  | { readonly kind: 'go'; readonly row: TreeRow | undefined }
  | { readonly kind: 'toggle'; readonly stage: string; readonly open: boolean }
  | { readonly kind: 'open'; readonly step: string };

/** What a key does in a tree, as screen readers expect it; undefined for a key that is not its own. */
function targetOf(key: string, rows: readonly TreeRow[], at: number): Target | undefined {
  const row = rows[at];
  switch (key) {
    case 'ArrowDown':
      return { kind: 'go', row: rows[at + 1] };
    case 'ArrowUp':
      return { kind: 'go', row: rows[at - 1] };
    case 'Home':
      return { kind: 'go', row: rows[0] };
    case 'End':
      return { kind: 'go', row: rows.at(-1) };
    case 'ArrowRight':
      return row?.kind === 'stage' && !row.open
        ? { kind: 'toggle', stage: row.stage.id, open: true }
        : { kind: 'go', row: rows[at + 1] };
    case 'ArrowLeft':
      if (row?.kind === 'stage') return { kind: 'toggle', stage: row.stage.id, open: false };
      return { kind: 'go', row: rows.find((other) => other.kind === 'stage' && other.stage.id === row?.stage) };
    case 'Enter':
      if (row === undefined) return undefined;
      return row.kind === 'step'
        ? { kind: 'open', step: row.step }
        : { kind: 'toggle', stage: row.stage.id, open: !row.open };
    default:
      return undefined;
  }
}
