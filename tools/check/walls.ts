import { builtinModules } from 'node:module';
import { importsOf } from './imports.ts';
import { isTest, isTestSupport, nameOf, placeOf, resolveImport, roomLevels } from './places.ts';

/** A file of the repository. */
export interface SourceFile {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** A rule that a file breaks. */
export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

const builtins = new Set(builtinModules);

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtins.has(specifier.split('/')[0] ?? '');
}

function isElectron(specifier: string): boolean {
  return specifier === 'electron' || specifier.startsWith('electron/');
}

/** What is wrong with the import of a package or of Node from a file, if anything is. */
function packageFault(path: string, specifier: string): string | undefined {
  const place = placeOf(path);
  const mayNameElectron =
    path === 'src/main/index.ts' || place.kind === 'preload' || (place.kind === 'room' && place.room === 'desktop');
  if (isElectron(specifier)) {
    if (mayNameElectron || place.kind === 'outside') return undefined;
    return 'names electron: only src/main/desktop, src/main/index.ts and src/preload may, types included';
  }
  if (isTest(path)) return undefined;
  if (place.kind === 'preload') return `imports ${specifier}: a sandboxed preload may require electron alone`;
  if (isBuiltin(specifier) && (place.kind === 'shared' || place.kind === 'renderer')) {
    return `imports ${specifier}: src/${place.kind} uses nothing of Node`;
  }
  return undefined;
}

/** What is wrong with an import from one file to another, if anything is. */
function wallFault(from: string, to: string): string | undefined {
  const [source, target] = [placeOf(from), placeOf(to)];
  if (source.kind === 'outside') return undefined;
  if (target.kind === 'outside') {
    if (isTest(from)) return undefined;
    return `imports ${to}: the app does not rest on what lies outside of src`;
  }
  if (isTestSupport(to) && !isTest(from)) return `imports ${to}: what tests share is not for the app`;
  if (target.kind === 'shared') return undefined;
  const into = nameOf(target, to);
  if (source.kind !== 'room' && source.kind !== 'root') {
    if (source.kind === target.kind) return undefined;
    return `imports from ${into}: src/${source.kind} imports ${source.kind === 'shared' ? 'nothing but itself' : 'src/shared alone'}`;
  }
  if (target.kind !== 'room') {
    if (source.kind === 'root' && target.kind === 'root') return undefined;
    return `imports from ${into}: src/main knows neither preload nor renderer, and no room knows what composes it`;
  }
  if (source.kind === 'room') {
    if (source.room === target.room) return undefined;
    const [level, targetLevel] = [roomLevels[source.room], roomLevels[target.room]];
    if (level === undefined || targetLevel === undefined) {
      return `${level === undefined ? source.room : target.room} is no known room: add it to tools/check/places.ts and docs/architecture.md`;
    }
    if (targetLevel >= level) {
      return `imports ${target.room} from ${source.room}: imports run downward only (${roomOrder()})`;
    }
  }
  if (isTestSupport(to)) return undefined;
  if (to !== `src/main/${target.room}/index.ts`) return `reaches into ${to}: enter ${into} through its index.ts`;
  return undefined;
}

/** The rooms from bottom to top, as they are drawn in the docs. */
function roomOrder(): string {
  const levels = [...new Set(Object.values(roomLevels))].sort((one, other) => one - other);
  const roomsAt = (level: number) => Object.keys(roomLevels).filter((room) => roomLevels[room] === level);
  return ['shared', ...levels.map((level) => roomsAt(level).join(', '))].join(' <- ');
}

/** Checks the import rules of the house over all its files. */
export function checkWalls(files: readonly SourceFile[]): readonly Violation[] {
  const violations = files.flatMap(({ path, text }) =>
    importsOf(text).flatMap(({ specifier, line }): readonly Violation[] => {
      const fault = specifier.startsWith('.')
        ? wallFault(path, resolveImport(path, specifier))
        : placeOf(path).kind === 'outside'
          ? undefined
          : packageFault(path, specifier);
      return fault === undefined ? [] : [{ path, line, message: fault }];
    }),
  );
  return [...violations, ...checkPreloadReach(files)];
}

/**
 * What the preload imports of src/shared is bundled into it: no package may come in that way either (zod would, with
 * the contract's schemas). Imports of types are erased and do not count.
 */
function checkPreloadReach(files: readonly SourceFile[]): readonly Violation[] {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const violations: Violation[] = [];
  const seen = new Set<string>();
  const visit = (path: string, chain: readonly string[]): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const { specifier, line, typeOnly } of importsOf(texts.get(path) ?? '')) {
      if (typeOnly) continue;
      if (specifier.startsWith('.')) visit(resolveImport(path, specifier), [...chain, path]);
      else if (placeOf(path).kind !== 'preload') {
        violations.push({ path, line, message: `brings ${specifier} into the preload, by way of ${chain.join(', ')}` });
      }
    }
  };
  for (const { path } of files) if (placeOf(path).kind === 'preload' && !isTest(path)) visit(path, []);
  return violations;
}
