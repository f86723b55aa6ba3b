import { ChevronsUpDown } from 'lucide-react';
import type { ReactNode } from 'react';
import type { EngineItem } from '../../shared/contract/index.ts';
import { type GlyphStatus, Menu, type MenuEntry, StatusGlyph } from '../ui/index.ts';
import { ask } from './bridge.ts';
import styles from './engine-state.module.css';
import { engineName, useEngine } from './engines.ts';
import { navigate } from './navigation.ts';
import { useTopic } from './topics.ts';

/** The Engine in the title bar: whether it answers, its version, and the others behind a menu. */
export function EngineState(): ReactNode {
  const engine = useEngine();
  const { items } = useTopic('engines');
  const entries: readonly MenuEntry[] = [
    ...Object.values(items).map(
      (item): MenuEntry => ({
        kind: 'action',
        id: item.context,
        icon: <StatusGlyph status={glyphOf(item)} size={14} />,
        label: (
          <span className={styles.entry}>
            <span>
              {engineName(item.context, item.host)}
              {item.context === engine.context ? <span className={styles.quiet}> in use by docker</span> : null}
            </span>
            <span className={styles.quiet}>{stateWords(item)}</span>
          </span>
        ),
        run: () => void ask('engines.retry', { context: item.context }),
      }),
    ),
    ...(engine.problems.length === 0
      ? []
      : [
          {
            kind: 'action' as const,
            id: 'unreadable',
            icon: <StatusGlyph status="warning" size={14} />,
            label: (
              <span className={styles.entry}>
                <span>
                  {engine.problems.length === 1
                    ? engine.problems[0]?.failure.title
                    : `${engine.problems.length} docker contexts cannot be read`}
                </span>
                <span className={styles.quiet}>The page of builders names what to mend</span>
              </span>
            ),
            run: () => navigate({ kind: 'builders' }),
          },
        ]),
    { kind: 'line', id: 'line' },
    { kind: 'action', id: 'all', label: 'Look again', run: () => void ask('engines.retry', {}) },
  ];
  return (
    <Menu
      entries={entries}
      trigger={
        <button type="button" className={styles.state}>
          <Summary />
          <ChevronsUpDown size={13} aria-hidden className={styles.quiet} />
        </button>
      }
    />
  );
}

function Summary(): ReactNode {
  const engine = useEngine();
  if (!engine.ready || (engine.item?.state.kind === 'connecting' && engine.failure === undefined)) {
    return (
      <>
        <StatusGlyph status="waiting" size={13} silent />
        <span className={styles.name}>Looking for Docker</span>
      </>
    );
  }
  if (engine.item?.state.kind === 'up') {
    return (
      <>
        <StatusGlyph status="idle" size={13} word="answers:" />
        <span className={styles.name}>{engineName(engine.context, engine.item.host)}</span>
        <span className={styles.quiet}>Engine {engine.item.state.facts.version}</span>
      </>
    );
  }
  const seen = engine.item?.state.kind === 'down' && engine.item.state.lastSeen !== undefined;
  return (
    <>
      <StatusGlyph status="warning" size={14} silent />
      <span className={styles.lost}>{seen ? 'Engine does not answer' : 'No Engine found'}</span>
    </>
  );
}

function glyphOf(item: EngineItem): GlyphStatus {
  if (item.state.kind === 'up') return 'idle';
  return item.state.kind === 'connecting' ? 'waiting' : 'no-answer';
}

function stateWords(item: EngineItem): string {
  if (item.state.kind === 'up') return `Engine ${item.state.facts.version}, ${item.host}`;
  return item.state.kind === 'connecting' ? `looking, ${item.host}` : item.state.failure.title;
}
