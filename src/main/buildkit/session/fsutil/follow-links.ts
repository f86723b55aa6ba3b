import { lstatSync, readlinkSync } from 'node:fs';
import { posix } from 'node:path';
import { globMatch } from './glob.ts';
import { fsPath, textOfBytes, toSlash } from './names.ts';
import { cleanPath } from './pattern.ts';
import { compareBytes, inRoot, isGone, readFolder } from './tree.ts';

/**
 * Turns paths into include patterns: each path itself, and for every symbolic link on the way the link and what it points to, all
 * inside the root (fsutil followlinks.go). The last component may hold wildcards. Undefined = the root itself is among them: no filter.
 */
export function followLinks(root: string, paths: readonly string[]): readonly string[] | undefined {
  const resolved = new Set<string>();
  for (const path of paths) follow(root, withoutVolume(toSlash(path)), resolved);
  return dedupePaths([...resolved].sort(compareBytes));
}

/** Drops what lies in a folder that came before it; undefined if the root is among the paths. Expects them sorted. */
export function dedupePaths(paths: readonly string[]): readonly string[] | undefined {
  const kept: string[] = [];
  let last = '';
  for (const path of paths) {
    if (path === '.') return undefined;
    if (path.startsWith(`${last}/`)) continue;
    kept.push(path);
    last = path;
  }
  return kept;
}

function follow(root: string, path: string, resolved: Set<string>): void {
  let rest = join('.', path);
  let current = '.';
  for (;;) {
    const slash = rest.indexOf('/');
    current = join(current, slash < 0 ? rest : rest.slice(0, slash));
    rest = slash < 0 ? '' : rest.slice(slash + 1);
    const targets = linkTargets(root, current);
    if (targets) {
      if (resolved.has(current)) return;
      resolved.add(current);
      for (const target of targets) follow(root, join(target, rest), resolved);
      return;
    }
    if (rest === '') {
      resolved.add(current);
      return;
    }
  }
}

/** Where the links that `path` names point, from the root; undefined if there is no link. */
function linkTargets(root: string, path: string): readonly string[] | undefined {
  const base = posix.basename(path);
  if (!/(?:^|[^\\])(?:\\\\)*[*?[]/.test(base)) return linkTarget(root, path);
  const folder = posix.dirname(path);
  const targets = namesIn(root, folder)
    .filter((name) => matchesGlob(base, name))
    .flatMap((name) => linkTarget(root, join(folder, name)) ?? []);
  return targets.length > 0 ? targets : undefined;
}

/** A malformed pattern matches nothing here. */
function matchesGlob(pattern: string, name: string): boolean {
  try {
    return globMatch(pattern, name);
  } catch {
    return false;
  }
}

function namesIn(root: string, folder: string): readonly string[] {
  if (leaves(folder)) return [];
  try {
    return readFolder(inRoot(root, folder)).map(({ name }) => name);
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

function linkTarget(root: string, path: string): readonly string[] | undefined {
  if (path === '.' || path === '/' || leaves(path)) return undefined;
  try {
    const full = fsPath(inRoot(root, path));
    if (!lstatSync(full).isSymbolicLink()) return undefined;
    return [targetInRoot(textOfBytes(readlinkSync(full, { encoding: 'buffer' })), posix.dirname(path))];
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** Where a link in `folder` points, from the root; one that is absolute means the root's. On Windows that takes a drive. */
export function targetInRoot(target: string, folder: string, platform: NodeJS.Platform = process.platform): string {
  const clean = cleanPath(toSlash(target, platform));
  const inside = withoutVolume(clean, platform);
  const absolute = platform === 'win32' ? inside !== clean : clean.startsWith('/');
  return absolute ? inside : join('/', join(folder, clean));
}

function withoutVolume(path: string, platform: NodeJS.Platform = process.platform): string {
  return platform === 'win32' ? path.replace(/^[A-Za-z]:(?=\/)/, '') : path;
}

/** Nothing outside the root is looked at. */
function leaves(path: string): boolean {
  return path === '..' || path.startsWith('../');
}

/** Go's filepath.Join; `/x` under `.` is `x`, since an absolute link means the root's. */
function join(parent: string, child: string): string {
  return cleanPath(parent === '' ? child : `${parent}/${child}`);
}
