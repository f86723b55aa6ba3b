import type { Dirent } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Failure } from '../../shared/contract/failure.ts';
import { decodeActivity } from './activity.ts';
import { decodeCurrent } from './current.ts';
import { decodeInstance } from './instance-codec.ts';
import { isPart, isValidName } from './names.ts';
import type { InstanceList, ListedInstance, StoredInstance, StoreProblem } from './types.ts';

/** How long a file may take to come to its place, in milliseconds, and how often that is looked at. */
const WRITING_MS = 1000;
const WRITING_STEP_MS = 25;

type Read = { readonly instance?: ListedInstance; readonly problems: readonly StoreProblem[] };

/**
 * Every builder of the store and everything in it that the CLI stumbles over. Without the lock: files are replaced
 * whole, so each one is read as it was or as it is.
 */
export async function listInstances(dir: string): Promise<InstanceList> {
  const folder = join(dir, 'instances');
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return { instances: [], problems: await currentProblem(dir) };
    return { instances: [], problems: [unreadable(folder, error)] };
  }
  const names = new Set(entries.map(({ name }) => name));
  const reads = await Promise.all(entries.map((entry) => readEntry(dir, entry, names)));
  const instances = reads.flatMap(({ instance }) => (instance === undefined ? [] : [instance]));
  return {
    instances: instances.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    problems: [...reads.flatMap(({ problems }) => problems), ...(await currentProblem(dir))],
  };
}

async function readEntry(dir: string, entry: Dirent, names: ReadonlySet<string>): Promise<Read> {
  const path = join(dir, 'instances', entry.name);
  if (!isValidName(entry.name)) {
    return { problems: (await isBeingWritten(path, entry.name)) ? [] : [problem('stray-file', path, STRAY)] };
  }
  if (entry.isDirectory()) return { problems: [problem('stray-folder', path, STRAY)] };
  const key = entry.name.toLowerCase();
  if (key === entry.name) return readInstance(dir, key);
  if (names.has(key)) return { problems: [problem('upper-case-file', path, UPPER_CASE)] };
  // On a file system that ignores case it is an ordinary builder.
  const read = await readInstance(dir, key);
  const absent = read.instance === undefined && read.problems.length === 0;
  return absent ? { problems: [problem('upper-case-file', path, UPPER_CASE)] } : read;
}

/**
 * buildx writes a builder's file beside its place, under a name that begins so, and renames it a moment later
 * (moby/sys/atomicwriter). One that stays was left by a crash.
 */
async function isBeingWritten(path: string, name: string): Promise<boolean> {
  if (!name.startsWith('.tmp-')) return false;
  for (let waited = 0; waited <= WRITING_MS; waited += WRITING_STEP_MS) {
    const found = await lstat(path).catch(() => undefined);
    if (found === undefined) return true;
    if (Math.abs(Date.now() - found.mtimeMs) > WRITING_MS) return false;
    await delay(WRITING_STEP_MS);
  }
  return false;
}

/** One builder by its key; neither an instance nor a problem when there is no such file. */
export async function readInstance(dir: string, key: string): Promise<Read> {
  const path = join(dir, 'instances', key);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? { problems: [] }
      : { problems: [unreadable(path, error)] };
  }
  let stored: StoredInstance;
  try {
    stored = decodeInstance(text);
  } catch {
    return { problems: [problem('broken-instance', path, BROKEN)] };
  }
  const activity = await readActivity(dir, stored.name);
  return {
    instance: { ...stored, key, lastActivity: activity.at },
    problems: [...(activity.problem ? [activity.problem] : []), ...damaged(stored, path)],
  };
}

/** When a builder was last used, and what is wrong with the note of it. */
export async function readActivity(
  dir: string,
  name: string,
): Promise<{ readonly at: number | undefined; readonly problem?: StoreProblem }> {
  // The name comes from inside the file: it must not lead out of the folder.
  if (!isPart(name)) return { at: undefined };
  const path = join(dir, 'activity', name);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return missing ? { at: undefined } : { at: undefined, problem: unreadable(path, error) };
  }
  const at = decodeActivity(text);
  return at === undefined ? { at, problem: problem('broken-activity', path, BROKEN_ACTIVITY) } : { at };
}

function damaged(stored: StoredInstance, path: string): readonly StoreProblem[] {
  const names = stored.nodes.map(({ name }) => name.toLowerCase());
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  const emptied = stored.nodes.some(({ files }) => {
    const contents = Object.values(files ?? {});
    return contents.length > 0 && contents.every((bytes) => bytes.length === 0);
  });
  return [
    ...(twice === undefined ? [] : [problem('damaged-node', path, { ...TWICE, detail: twice })]),
    ...(emptied ? [problem('damaged-node', path, EMPTIED)] : []),
  ];
}

async function currentProblem(dir: string): Promise<readonly StoreProblem[]> {
  const path = join(dir, 'current');
  try {
    decodeCurrent(await readFile(path, 'utf8'));
    return [];
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return [];
    return [code === undefined ? problem('broken-current', path, BROKEN_CURRENT) : unreadable(path, error)];
  }
}

type Words = Pick<Failure, 'title' | 'meaning' | 'remedy'> & { readonly detail?: string };

function problem(kind: StoreProblem['kind'], path: string, words: Words): StoreProblem {
  return { kind, path, failure: { code: 'store-broken', ...words, detail: words.detail ?? path } };
}

function unreadable(path: string, error: unknown): StoreProblem {
  return problem('unreadable', path, {
    title: 'A file of the builders cannot be read.',
    meaning: 'The builder in it is missing here and in docker buildx.',
    remedy: 'Check who owns the file and its permissions.',
    detail: error instanceof Error ? error.message : String(error),
  });
}

const STRAY: Words = {
  title: 'Something that is no builder lies among the builders.',
  meaning: 'docker buildx ls fails because of it. Slipway leaves it alone.',
  remedy: 'Move it away, if you know that nothing needs it.',
};
const UPPER_CASE: Words = {
  title: "A builder's file has upper-case letters in its name.",
  meaning: 'docker buildx deletes such a file the next time it lists the builders.',
  remedy: 'Rename it to lower case to keep the builder.',
};
const BROKEN: Words = {
  title: 'The file of a builder is broken.',
  meaning: 'docker buildx ls fails because of it. Slipway leaves it alone.',
  remedy: 'Mend or remove the file. The container and its state volume are not touched by that.',
};
const BROKEN_ACTIVITY: Words = {
  title: 'The note of when a builder was last used is broken.',
  meaning: 'Every docker buildx command that lists the builders fails because of it.',
  remedy: 'Remove the file; it is written anew at the next use.',
};
const BROKEN_CURRENT: Words = {
  title: 'The note of the chosen builder is broken.',
  meaning: 'docker buildx commands without --builder fail because of it.',
  remedy: 'Make a builder the current one; that writes it anew.',
};
const TWICE: Words = {
  title: 'Two nodes of a builder have one name.',
  meaning: 'They share one container. A fault of docker buildx create --append makes this.',
  remedy: 'Remove one of them and add it again under a name of its own.',
};
const EMPTIED: Words = {
  title: "A builder's config files are empty.",
  meaning: 'A fault of docker buildx empties them when a change of the builder fails.',
  remedy: 'Give the builder its config again.',
};
