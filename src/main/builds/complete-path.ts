import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import type { PathCompletion } from '../../shared/contract/index.ts';

/** Entries in one answer. */
const MOST = 200;

/**
 * What could follow a path that a person is typing: the entries of its folder whose names begin with the last part.
 * Names that begin with a dot come only when a dot was typed. `~` is the home folder. Never fails: an unreadable folder has
 * no entries.
 */
export async function completePath(typed: string, kind: 'folder' | 'any'): Promise<PathCompletion> {
  const path = typed.replace(/^~(?=$|[/\\])/, homedir());
  if (path !== '' && !isAbsolute(path)) return { folder: '', entries: [], more: false };
  const whole = path === '' ? homedir() + sep : path;
  const inside = whole.endsWith('/') || whole.endsWith(sep);
  const folder = resolve(inside ? whole : dirname(whole));
  const begin = inside ? '' : basename(whole);
  let names: string[];
  try {
    names = await readdir(folder);
  } catch {
    return { folder, entries: [], more: false };
  }
  const fits = names
    .filter(
      (name) => name.toLowerCase().startsWith(begin.toLowerCase()) && (begin.startsWith('.') || !name.startsWith('.')),
    )
    .sort((a, b) => a.localeCompare(b));
  const entries: { path: string; name: string; isFolder: boolean }[] = [];
  let more = false;
  for (const name of fits) {
    if (entries.length === MOST) {
      more = true;
      break;
    }
    const entry = join(folder, name);
    const isFolder = await isDirectory(entry);
    if (isFolder || kind === 'any') entries.push({ path: entry, name, isFolder });
  }
  return { folder, entries, more };
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
