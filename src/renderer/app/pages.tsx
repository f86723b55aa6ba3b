import type { ReactNode } from 'react';
import { BuilderPage, BuildersPage, NewBuilderSheet, RemoveDialog, StopDialog } from '../builders/index.ts';
import { BuildPage, BuildsPage, NewBuildSheet } from '../builds/index.ts';
import { useKeptFocus } from '../ui/index.ts';
import { EnginePage, useNeedsEnginePage } from './engine-page.tsx';
import { KeysSheet } from './keys-sheet.tsx';
import { closeOverlay, type Overlay, type Place } from './navigation.ts';
import { Palette } from './palette.tsx';

/** The page of a place. Without any Engine, the builders page gives way to the one that says how to get one. */
export function PlaceView({ place }: { readonly place: Place }): ReactNode {
  const needsEngine = useNeedsEnginePage();
  useKeptFocus(() => document.querySelector('main'));
  switch (place.kind) {
    case 'builders':
      return needsEngine ? <EnginePage /> : <BuildersPage />;
    case 'builder':
      return <BuilderPage key={place.name} name={place.name} />;
    case 'builds':
      return <BuildsPage />;
    case 'build':
      return <BuildPage key={place.key} buildKey={place.key} />;
  }
}

/** What lies over the page. */
export function OverlayView({ overlay }: { readonly overlay: Overlay }): ReactNode {
  switch (overlay.kind) {
    case 'new-builder':
      return <NewBuilderSheet onClose={closeOverlay} />;
    case 'stop-builder':
      return <StopDialog name={overlay.name} onClose={closeOverlay} />;
    case 'remove-builder':
      return <RemoveDialog name={overlay.name} onClose={closeOverlay} />;
    case 'palette':
      return <Palette onClose={closeOverlay} />;
    case 'keys':
      return <KeysSheet onClose={closeOverlay} />;
    case 'new-build':
      return <NewBuildSheet path={overlay.path} builder={overlay.builder} drop={overlay.drop} onClose={closeOverlay} />;
  }
}
