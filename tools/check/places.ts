import { posix } from 'node:path';

/**
 * The rooms of src/main in the order of docs/architecture.md: a room may import from those of a smaller level, and from
 * itself. Two rooms of one level do not know each other.
 */
export const roomLevels: Readonly<Record<string, number>> = {
  engine: 1,
  buildkit: 2,
  buildx: 2,
  builders: 3,
  emulation: 3,
  builds: 4,
  storage: 5,
  operations: 6,
  ipc: 7,
  desktop: 8,
};

/** Where a file of the house lies. */
export type Place =
  | { readonly kind: 'shared' }
  | { readonly kind: 'room'; readonly room: string }
  | { readonly kind: 'root' }
  | { readonly kind: 'preload' }
  | { readonly kind: 'renderer' }
  | { readonly kind: 'outside' };

/** The place of a path that is relative to the repository, with `/`. */
export function placeOf(path: string): Place {
  const [top, house, room, ...rest] = path.split('/');
  if (top !== 'src') return { kind: 'outside' };
  if (house === 'shared' || house === 'preload' || house === 'renderer') return { kind: house };
  if (house !== 'main' || room === undefined) return { kind: 'outside' };
  return rest.length === 0 ? { kind: 'root' } : { kind: 'room', room };
}

/**
 * Tests lie beside their source, and what several of them share in a folder `testing`. They are no part of the house:
 * they may also use tools and e2e.
 */
export function isTest(path: string): boolean {
  return /\.(test|itg|eng)\.tsx?$/.test(path) || isTestSupport(path);
}

/** Files that tests share: open to the tests of every room above, closed to all other code. */
export function isTestSupport(path: string): boolean {
  return path.startsWith('src/') && path.includes('/testing/');
}

/** The repository path that a relative import leads to. */
export function resolveImport(from: string, specifier: string): string {
  return posix.normalize(posix.join(posix.dirname(from), specifier.replace(/\?.*$/, '')));
}

/** How a place is called in a message. */
export function nameOf(place: Place, path: string): string {
  switch (place.kind) {
    case 'room':
      return `src/main/${place.room}`;
    case 'root':
      return path;
    case 'outside':
      return path;
    default:
      return `src/${place.kind}`;
  }
}
