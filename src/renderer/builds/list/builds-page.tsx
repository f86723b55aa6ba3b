import { Plus } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import type { Failure } from '../../../shared/contract/index.ts';
import { openOverlay, topicHandle, useNow, useTopic } from '../../app/index.ts';
import { Button, EmptyState, FailureNotice, keysHere, Notice, Skeleton } from '../../ui/index.ts';
import styles from './builds-page.module.css';
import { BuildsTable } from './builds-table.tsx';
import { FilterRow } from './filter-row.tsx';
import { type Filter, filterCounts, listRows } from './groups.ts';

/** Builds that run and those that builders remember, whoever started them. */
export function BuildsPage(): ReactNode {
  const { ready, head, items, failure } = useTopic('builds');
  const [filter, setFilter] = useState<Filter>('all');
  const builds = useMemo(() => Object.values(items), [items]);
  const now = Math.floor(useNow(60_000) / 1000);
  const rows = useMemo(() => listRows(builds, filter, now), [builds, filter, now]);
  const loaded = ready && head?.loaded === true;
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>Builds</h1>
        <p className={styles.sentence}>Every build on every builder, also those from the command line.</p>
        <Button look="primary" icon={<Plus size={16} aria-hidden />} keys={keysHere('Ctrl B')} onClick={newBuild}>
          New build
        </Button>
      </header>
      <div className={styles.body}>
        {failure === undefined ? null : (
          <FailureNotice
            live
            failure={failure}
            actions={
              <Button size="row" onClick={() => topicHandle('builds').renew()}>
                Read again
              </Button>
            }
          />
        )}
        <Unreadable failures={head?.failures ?? []} />
        {builds.length > 0 ? (
          <>
            <FilterRow filter={filter} counts={filterCounts(builds)} onChange={setFilter} />
            {rows.length > 0 ? (
              <BuildsTable rows={rows} now={now} />
            ) : (
              <p className={styles.none}>{filter === 'running' ? 'Nothing runs now.' : 'No build failed.'}</p>
            )}
          </>
        ) : loaded ? (
          <EmptyState
            title="No build yet"
            sentence="Builds appear here by themselves, also those that docker buildx build starts on one of your builders."
            action={
              <Button icon={<Plus size={16} aria-hidden />} onClick={newBuild}>
                Build a folder
              </Button>
            }
          />
        ) : failure === undefined ? (
          <Skeleton rows={6} rowHeight={46} label="Reading the builds" />
        ) : null}
      </div>
    </div>
  );
}

function newBuild(): void {
  openOverlay({ kind: 'new-build' });
}

/** Builders that did not tell what they remember; their builds are missing from the table. */
function Unreadable({
  failures,
}: {
  readonly failures: readonly { readonly builder: string; readonly failure: Failure }[];
}): ReactNode {
  if (failures.length === 0) return null;
  return (
    <Notice
      look="amber"
      title={
        failures.length === 1
          ? `Builds of ${failures[0]?.builder} are missing here`
          : `Builds of ${failures.length} builders are missing here`
      }
    >
      <ul className={styles.failures}>
        {failures.map(({ builder, failure }) => (
          <li key={builder}>
            {failures.length === 1 ? null : <strong>{builder}: </strong>}
            {failure.title} {failure.remedy}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
