import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/** Where a person can be. */
export type Place =
  | { readonly kind: 'builds' }
  | { readonly kind: 'build'; readonly key: string }
  | { readonly kind: 'builders' }
  | { readonly kind: 'builder'; readonly name: string };

/** What lies over the page, one at a time. */
export type Overlay =
  | { readonly kind: 'new-builder' }
  | {
      readonly kind: 'new-build';
      readonly path?: string;
      readonly builder?: string;
      /** Another number with each folder that is dropped, so that the same one counts again. */
      readonly drop?: number;
    }
  | { readonly kind: 'stop-builder'; readonly name: string }
  | { readonly kind: 'remove-builder'; readonly name: string }
  | { readonly kind: 'palette' }
  | { readonly kind: 'keys' };

interface Navigation {
  readonly visited: readonly Place[];
  readonly index: number;
  readonly overlay: Overlay | undefined;
}

const LONGEST = 50;

export const navigation = createStore<Navigation>(() => ({
  visited: [{ kind: 'builders' }],
  index: 0,
  overlay: undefined,
}));

/** Goes to a place and closes what lies over the page; going where one is adds nothing to the history. */
export function navigate(place: Place): void {
  navigation.setState(({ visited, index }) => {
    const here = visited[index];
    if (here !== undefined && samePlace(here, place)) return { overlay: undefined };
    const kept = [...visited.slice(0, index + 1), place].slice(-LONGEST);
    return { visited: kept, index: kept.length - 1, overlay: undefined };
  });
}

export function back(): void {
  navigation.setState(({ index }) => ({ index: Math.max(0, index - 1), overlay: undefined }));
}

export function forward(): void {
  navigation.setState(({ index, visited }) => ({ index: Math.min(visited.length - 1, index + 1), overlay: undefined }));
}

export function openOverlay(overlay: Overlay): void {
  navigation.setState({ overlay });
}

/** True while a form is being filled in, which must not be lost to something else that opens. */
export function isComposing(overlay: Overlay | undefined): boolean {
  return overlay?.kind === 'new-builder' || overlay?.kind === 'new-build';
}

export function closeOverlay(): void {
  navigation.setState({ overlay: undefined });
}

export function usePlace(): Place {
  return useStore(navigation, ({ visited, index }) => visited[index] ?? { kind: 'builders' as const });
}

export function useOverlay(): Overlay | undefined {
  return useStore(navigation, ({ overlay }) => overlay);
}

export function useCanGo(): { readonly back: boolean; readonly forward: boolean } {
  const goBack = useStore(navigation, ({ index }) => index > 0);
  const goForward = useStore(navigation, ({ index, visited }) => index < visited.length - 1);
  return { back: goBack, forward: goForward };
}

function samePlace(a: Place, b: Place): boolean {
  if (a.kind === 'build' && b.kind === 'build') return a.key === b.key;
  if (a.kind === 'builder' && b.kind === 'builder') return a.name === b.name;
  return a.kind === b.kind;
}
