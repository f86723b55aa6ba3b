import { realpathSync } from 'node:fs';
import { createFilter } from './filter.ts';
import { textOfBytes } from './names.ts';
import { type FolderEntry, inRoot, readFolder } from './tree.ts';
import { walkTree } from './walk.ts';

/** How long this thread reads before it lets other events in, in milliseconds: the daemon asks for the Dockerfile meanwhile. */
const SLICE = 2;
/** How long what was read may be used, in milliseconds from the start: a build has the files of the moment in which it asks for them. */
const KEPT = 1000;
/** Files and folders; each takes about a third of a kilobyte. */
const MOST = 50_000;

/**
 * Reads a folder while the daemon is still busy with the Dockerfile. What it will exclude is not known yet: `exclude` is a guess, which says
 * what is not worth reading, never what is sent. What is not read in time, or fails, is read when it is asked for.
 */
export class ReadAhead {
  readonly #root: string;
  readonly #until = performance.now() + KEPT;
  readonly #forget = setTimeout(() => this.stop(), KEPT).unref();
  readonly #folders = new Map<string, readonly FolderEntry[]>();
  #walk: Iterator<unknown> | undefined;
  #left = MOST;

  /** @throws Error for a folder that is not there, or a malformed pattern */
  constructor(folder: string, exclude: readonly string[]) {
    this.#root = textOfBytes(realpathSync(folder, { encoding: 'buffer' }));
    const filter = createFilter(this.#root, { include: [], exclude, follow: [] });
    this.#walk = walkTree(this.#root, filter, { keep: true, folder: (path) => this.#open(path) });
    setImmediate(() => this.#read());
  }

  /** The entries of a folder, for a walk; after the first that was not read ahead, nothing more is. */
  folder(root: string, path: string): readonly FolderEntry[] {
    if (root !== this.#root) return readFolder(inRoot(root, path));
    const known = performance.now() < this.#until ? this.#folders.get(path) : undefined;
    if (!known) this.#walk = undefined;
    return known ?? readFolder(inRoot(root, path));
  }

  /** Forgets all. */
  stop(): void {
    clearTimeout(this.#forget);
    this.#walk = undefined;
    this.#folders.clear();
  }

  #open(path: string): readonly FolderEntry[] {
    const entries = readFolder(inRoot(this.#root, path));
    this.#left -= entries.length;
    this.#folders.set(path, entries);
    return entries;
  }

  #read(): void {
    const until = performance.now() + SLICE;
    try {
      while (this.#walk && performance.now() < until) {
        if (this.#left < 0 || this.#walk.next().done) this.#walk = undefined;
      }
    } catch {
      // Whoever walks there next meets the same, and says it.
      this.#walk = undefined;
    }
    if (this.#walk) setImmediate(() => this.#read());
  }
}
