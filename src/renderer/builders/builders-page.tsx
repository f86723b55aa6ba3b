import { FolderDown, Plus } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import type { BuilderItem } from '../../shared/contract/index.ts';
import { ask, openOverlay, useKeys, useTopic } from '../app/index.ts';
import { Button, EmptyState, FailureNotice, keysHere, Skeleton } from '../ui/index.ts';
import { BuilderRow } from './builder-row.tsx';
import styles from './builders-page.module.css';
import { runningOn } from './builds-of.ts';
import { ContextProblems } from './context-problems.tsx';
import { HostStrip } from './host-strip.tsx';
import { RecoveryNotices } from './recovery-notices.tsx';
import { StoreProblems } from './store-problems.tsx';

/** All builders, as `docker buildx ls` would list them, live. */
export function BuildersPage(): ReactNode {
  const builders = useTopic('builders');
  const engines = useTopic('engines');
  const builds = Object.values(useTopic('builds').items);
  const list = useRef<HTMLUListElement>(null);
  useKeys([
    { keys: 'J', what: 'Next builder', group: 'Builders', run: () => stepFocus(list.current, 1) },
    { keys: 'K', what: 'Builder before', group: 'Builders', run: () => stepFocus(list.current, -1) },
  ]);
  const sorted = sortBuilders(Object.values(builders.items));
  const loaded = builders.ready && builders.head?.loaded === true;
  const current = builders.head?.current;
  const failure = builders.failure ?? builders.head?.failure;
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>Builders</h1>
        <p className={styles.sentence}>
          A builder is where images get made. Each has its own limits and its own cache.
        </p>
        <Button
          look="primary"
          icon={<Plus size={16} aria-hidden />}
          keys={keysHere('Ctrl N')}
          onClick={() => openOverlay({ kind: 'new-builder' })}
        >
          New builder
        </Button>
      </header>
      <div className={styles.body}>
        {failure === undefined ? null : (
          <FailureNotice
            live
            failure={failure}
            actions={
              <Button size="row" onClick={() => void ask('builders.refresh', {})}>
                Read again
              </Button>
            }
          />
        )}
        <RecoveryNotices />
        <HostStrip builders={sorted} />
        <ContextProblems />
        <StoreProblems problems={builders.head?.problems ?? []} />
        {sorted.length > 0 ? (
          <div className={styles.table}>
            <div className={styles.columns} aria-hidden>
              <span />
              <span>Builder</span>
              <span>Activity</span>
              <span>CPU</span>
              <span>Memory</span>
              <span>BuildKit, platforms</span>
              <span />
            </div>
            <ul ref={list} className={styles.list} aria-label="Builders">
              {sorted.map((builder) => (
                <BuilderRow
                  key={builder.name}
                  builder={builder}
                  running={runningOn(builder, builds)}
                  engines={engines.items}
                />
              ))}
            </ul>
            {sorted.every((builder) => builder.implicit) ? <NoOwnBuilder /> : null}
            <p className={styles.hint}>
              <FolderDown size={16} strokeWidth={1.6} aria-hidden />
              Drop a folder anywhere in this window to build it{current === undefined ? '' : ` with ${current}`}.
            </p>
          </div>
        ) : loaded ? (
          <NoOwnBuilder />
        ) : failure === undefined ? (
          <Skeleton rows={4} label="Reading the builders" />
        ) : null}
      </div>
    </div>
  );
}

function NoOwnBuilder(): ReactNode {
  return (
    <EmptyState
      title="No builder of your own yet"
      sentence="Make one with limits that suit this computer. It keeps its cache between builds and leaves the rest of Docker alone."
      action={
        <Button icon={<Plus size={16} aria-hidden />} onClick={() => openOverlay({ kind: 'new-builder' })}>
          Make a builder
        </Button>
      }
    />
  );
}

/** Current first, then those of the store by name, then the built-in ones. */
function sortBuilders(builders: readonly BuilderItem[]): readonly BuilderItem[] {
  const rank = (builder: BuilderItem) => (builder.current ? 0 : builder.implicit ? 2 : 1);
  return [...builders].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

function stepFocus(list: HTMLElement | null, direction: 1 | -1): void {
  const names = [...(list?.querySelectorAll<HTMLElement>('[data-builder-name]') ?? [])];
  const here = names.findIndex((name) => name.closest('li')?.contains(document.activeElement) === true);
  const next = here === -1 ? (direction === 1 ? 0 : names.length - 1) : here + direction;
  names[Math.min(names.length - 1, Math.max(0, next))]?.focus();
}
