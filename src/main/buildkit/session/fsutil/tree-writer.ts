import { randomBytes } from 'node:crypto';
import {
  chmod,
  type FileHandle,
  link,
  lstat,
  lutimes,
  mkdir,
  open,
  rename,
  rm,
  symlink,
  utimes,
} from 'node:fs/promises';
import { join } from 'node:path';
import type { Stat } from '../../gen/fsutil_pb.js';
import { GoMode, isRegular } from './go-mode.ts';
import { safeParts } from './safe-path.ts';

/** A regular file whose content is still to come. */
interface OpenFile {
  readonly stat: Stat;
  readonly path: string;
  readonly partial: string;
  readonly handle: FileHandle;
}

/**
 * Lays a tree into a folder as fsutil's receiver does (tonistiigi/fsutil diskwriter_unix.go and receive.go): what else is there
 * stays, files of the same name are replaced, owners are left to this system. Nothing is written through a symbolic link, since
 * every folder on the way was made or found by this very transfer; a folder never gives way to a file.
 */
export class TreeWriter {
  readonly #root: string;
  readonly #folders = new Map<string, Stat | undefined>([['', undefined]]);
  readonly #files = new Set<string>();
  readonly #links: Stat[] = [];
  readonly #waiting = new Map<number, Pick<OpenFile, 'stat' | 'path'>>();
  readonly #open = new Map<number, OpenFile>();

  constructor(root: string) {
    this.#root = root;
  }

  /** Takes one entry; true where it has content: `open` it, ask for it, then `write` and `end`. */
  async add(id: number, stat: Stat): Promise<boolean> {
    const path = this.#pathOf(stat.path);
    if (has(stat.mode, GoMode.dir)) {
      await this.#addFolder(stat, path);
      return false;
    }
    if (has(stat.mode, GoMode.symlink)) {
      await this.#replace(path, async (partial) => {
        await symlink(stat.linkname, partial);
        await lutimes(partial, secondsOf(stat), secondsOf(stat)).catch(() => {});
      });
      return false;
    }
    if (!isRegular(stat.mode)) throw new Error(`${stat.path} is a device or a pipe, which Slipway does not make.`);
    if (stat.linkname !== '') {
      // Its target may still be on the way.
      if (!this.#files.has(stat.linkname)) throw new Error(`${stat.path} is a link to a file that did not come.`);
      this.#links.push(stat);
      this.#files.add(stat.path);
      return false;
    }
    await this.#refuseFolder(path);
    this.#files.add(stat.path);
    this.#waiting.set(id, { stat, path });
    return true;
  }

  /** Makes room for the content of a file. Only as many as are open at a time take a handle. */
  async open(id: number): Promise<void> {
    const file = this.#waiting.get(id);
    if (file === undefined) throw new Error(`There is no file to open (${id}).`);
    this.#waiting.delete(id);
    const partial = partialOf(file.path);
    this.#open.set(id, { ...file, partial, handle: await open(partial, 'wx', 0o600) });
  }

  async write(id: number, bytes: Uint8Array): Promise<void> {
    const file = this.#open.get(id);
    if (file === undefined) throw new Error(`The builder sent content that was not asked for (${id}).`);
    await file.handle.writeFile(bytes);
  }

  /** The content of a file is whole. */
  async end(id: number): Promise<void> {
    const file = this.#open.get(id);
    if (file === undefined) throw new Error(`The builder ended a file that was not asked for (${id}).`);
    this.#open.delete(id);
    try {
      await file.handle.chmod(permissionsOf(file.stat.mode));
      await file.handle.utimes(secondsOf(file.stat), secondsOf(file.stat));
      await file.handle.close();
      await rename(file.partial, file.path);
    } catch (error) {
      await discard(file);
      throw error;
    }
  }

  /** Hard links, then modes and times of folders, the deepest first: a folder may be read-only, and each entry changes its time. */
  async finish(): Promise<void> {
    for (const stat of this.#links) {
      await this.#replace(this.#pathOf(stat.path), (partial) => link(this.#pathOf(stat.linkname), partial));
    }
    for (const [path, stat] of [...this.#folders].reverse()) {
      if (stat === undefined) continue;
      const folder = join(this.#root, path);
      await chmod(folder, permissionsOf(stat.mode));
      await utimes(folder, secondsOf(stat), secondsOf(stat));
    }
  }

  /** Removes what is not whole. */
  async abandon(): Promise<void> {
    await Promise.all([...this.#open.values()].map(discard));
    this.#open.clear();
  }

  async #addFolder(stat: Stat, path: string): Promise<void> {
    const found = await lstat(path).catch(() => undefined);
    if (found !== undefined && !found.isDirectory()) await rm(path);
    if (found?.isDirectory() !== true) await mkdir(path);
    // Writable while it is filled; its own mode comes at the end.
    await chmod(path, permissionsOf(stat.mode) | 0o700);
    this.#folders.set(stat.path, stat);
  }

  async #replace(path: string, make: (partial: string) => Promise<void>): Promise<void> {
    await this.#refuseFolder(path);
    const partial = partialOf(path);
    try {
      await make(partial);
      await rename(partial, path);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
    // Two names of one file are renamed to nothing: the partial one stays.
    await rm(partial, { force: true });
  }

  async #refuseFolder(path: string): Promise<void> {
    const found = await lstat(path).catch(() => undefined);
    if (found?.isDirectory()) throw new Error(`${path} is a folder, and a file of that name came out of the build.`);
  }

  #pathOf(path: string): string {
    const parts = safeParts(path);
    const parent = parts.slice(0, -1).join('/');
    if (!this.#folders.has(parent)) throw new Error(`The builder sent ${JSON.stringify(path)} without its folder.`);
    return join(this.#root, ...parts);
  }
}

async function discard({ handle, partial }: OpenFile): Promise<void> {
  await handle.close().catch(() => {});
  await rm(partial, { force: true });
}

function partialOf(path: string): string {
  return `${path}.${randomBytes(4).toString('hex')}.partial`;
}

function has(mode: number, bit: number): boolean {
  return (mode & bit) >>> 0 !== 0;
}

function permissionsOf(mode: number): number {
  return (
    (mode & 0o777) |
    (has(mode, GoMode.setuid) ? 0o4000 : 0) |
    (has(mode, GoMode.setgid) ? 0o2000 : 0) |
    (has(mode, GoMode.sticky) ? 0o1000 : 0)
  );
}

/** Node takes seconds; a double keeps microseconds of them. */
function secondsOf({ modTime }: Stat): number {
  return Number(modTime / 1000n) / 1_000_000;
}
