import type { ReactNode } from 'react';
import { DropFolder } from '../builds/index.ts';
import { focusNextArea } from './areas.ts';
import { DataBanner } from './data-banner.tsx';
import { EngineBanner } from './engine-banner.tsx';
import { type KeyBinding, useKeys } from './keys.ts';
import { back, forward, isComposing, navigate, openOverlay, useOverlay, usePlace } from './navigation.ts';
import { OverlayView, PlaceView } from './pages.tsx';
import { Rail } from './rail.tsx';
import styles from './shell.module.css';
import { TitleBar } from './title-bar.tsx';

const GLOBAL_KEYS: readonly KeyBinding[] = [
  { keys: 'Ctrl K', what: 'Go to or do something', group: 'Everywhere', run: () => openOverlay({ kind: 'palette' }) },
  { keys: 'Ctrl N', what: 'New builder', group: 'Everywhere', run: () => openOverlay({ kind: 'new-builder' }) },
  { keys: 'Ctrl B', what: 'New build', group: 'Everywhere', run: () => openOverlay({ kind: 'new-build' }) },
  { keys: 'Ctrl 1', what: 'Builds', group: 'Everywhere', run: () => navigate({ kind: 'builds' }) },
  { keys: 'Ctrl 2', what: 'Builders', group: 'Everywhere', run: () => navigate({ kind: 'builders' }) },
  { keys: 'Alt Left', what: 'Back', group: 'Everywhere', run: back },
  { keys: 'Alt Right', what: 'Forward', group: 'Everywhere', run: forward },
  { keys: '?', what: 'All keys', group: 'Everywhere', run: () => openOverlay({ kind: 'keys' }) },
];

const AREA_KEYS: readonly KeyBinding[] = [
  { keys: 'F6', what: 'Next area of the window', group: 'Everywhere', run: () => focusNextArea(1) },
  { keys: 'Shift F6', what: 'Area before', group: 'Everywhere', run: () => focusNextArea(-1) },
];

/** Title bar, rail and the page between them. */
export function Shell(): ReactNode {
  const place = usePlace();
  const overlay = useOverlay();
  // A form being filled in is not left by a key for something else.
  useKeys(isComposing(overlay) ? AREA_KEYS : [...GLOBAL_KEYS, ...AREA_KEYS]);
  return (
    <div className={styles.shell}>
      <a href="#page" className={styles.skip}>
        Skip to the page
      </a>
      <TitleBar place={place} />
      <Rail place={place} />
      <main id="page" data-area tabIndex={-1} className={styles.page}>
        <DataBanner />
        <EngineBanner />
        <PlaceView place={place} />
      </main>
      {overlay === undefined ? null : <OverlayView overlay={overlay} />}
      <DropFolder overlay={overlay} />
    </div>
  );
}
