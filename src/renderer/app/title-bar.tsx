import { ArrowLeft, ArrowRight, ChevronRight, Search } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton, Kbd, keysHere } from '../ui/index.ts';
import { EngineState } from './engine-state.tsx';
import { Mark } from './mark.tsx';
import { back, forward, navigate, openOverlay, type Place, useCanGo } from './navigation.ts';
import styles from './title-bar.module.css';
import { useTopicPart } from './topics.ts';

/** Mark, way back, where one is, commands, the Engine; the window's own buttons keep their place at the right. */
export function TitleBar({ place }: { readonly place: Place }): ReactNode {
  const can = useCanGo();
  return (
    <header data-area className={styles.bar}>
      <div className={styles.mark}>
        <Mark />
      </div>
      <nav aria-label="History and place" className={styles.where}>
        <IconButton
          size="row"
          label="Back"
          icon={<ArrowLeft size={16} aria-hidden />}
          onClick={back}
          off={can.back ? undefined : 'Nothing to go back to'}
          className={styles.arrow}
        />
        <IconButton
          size="row"
          label="Forward"
          icon={<ArrowRight size={16} aria-hidden />}
          onClick={forward}
          off={can.forward ? undefined : 'Nothing to go forward to'}
          className={styles.arrow}
        />
        <Breadcrumb place={place} />
      </nav>
      <button type="button" className={styles.search} onClick={() => openOverlay({ kind: 'palette' })}>
        <Search size={14} aria-hidden />
        <span className={styles.searchText}>Go to or do something</span>
        <Kbd>{keysHere('Ctrl K')}</Kbd>
      </button>
      <div className={styles.engine}>
        <EngineState />
      </div>
    </header>
  );
}

function Breadcrumb({ place }: { readonly place: Place }): ReactNode {
  if (place.kind === 'builder') {
    return (
      <ol className={styles.crumbs}>
        <Parent label="Builders" onClick={() => navigate({ kind: 'builders' })} />
        <li className={styles.here} aria-current="page">
          {place.name}
        </li>
      </ol>
    );
  }
  if (place.kind === 'build') {
    return (
      <ol className={styles.crumbs}>
        <Parent label="Builds" onClick={() => navigate({ kind: 'builds' })} />
        <BuildCrumb buildKey={place.key} />
      </ol>
    );
  }
  return null;
}

function Parent({ label, onClick }: { readonly label: string; readonly onClick: () => void }): ReactNode {
  return (
    <li className={styles.parent}>
      <button type="button" onClick={onClick} className={styles.parentButton}>
        {label}
      </button>
      <ChevronRight size={13} aria-hidden />
    </li>
  );
}

function BuildCrumb({ buildKey }: { readonly buildKey: string }): ReactNode {
  const name = useTopicPart('builds', (view) => view.items[buildKey]?.name);
  return (
    <li className={styles.here} aria-current="page">
      {name ?? 'Build'}
    </li>
  );
}
