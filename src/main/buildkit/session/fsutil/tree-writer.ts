import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { EntryOrder } from './entry-order.ts';
import { GoMode, isRegular } from './go-mode.ts';
import { bytesOfText, fsPath } from './names.ts';
import type { Posix } from './posix.ts';
import { safeParts } from './safe-path.ts';
import { readFolder } from './tree.ts';
import type { Stat } from './wire.ts';
import type { Xattrs } from './xattr.ts';

/** A regular file whose content is still to come. It is made when the content does. */
interface ComingFile {
  readonly stat: Stat;
  readonly path: string;
  partial: string | undefined;
  file: number | undefined;
}

/** Open at a time. A daemon sends four files at a time; one that opens thousands means harm. */
const MOST_OPEN = 256;
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;

/**
 * Lays a tree into a folder as fsutil's receiver does (tonistiigi/fsutil diskwriter.go and receive.go): what else is there stays, files of
 * the same name are replaced once the new one is whole, owners are left to this system. Nothing is written through a symbolic link, since
 * every folder on the way was made or found by this very transfer; a folder never gives way to a file. With blocking calls: on a thread of
 * its own they cost less than promises.
 */
export class TreeWriter {
  readonly #root: string;
  readonly #posix: Posix;
  readonly #xattrs: Xattrs | undefined;
  readonly #order = new EntryOrder();
  readonly #folders: Stat[] = [];
  readonly #paths = new Set<string>();
  readonly #files = new Set<string>();
  readonly #links: Stat[] = [];
  readonly #coming = new Map<number, ComingFile>();
  #open = 0;

  constructor(root: string, posix: Posix, xattrs: Xattrs | undefined) {
    this.#root = root;
    this.#posix = posix;
    this.#xattrs = xattrs;
  }

  /** Takes one entry; true where its content is to be asked for, which `write` and `end` then take. */
  add(id: number, stat: Stat): boolean {
    const isFolder = has(stat.mode, GoMode.dir);
    const path = `${this.#root}/${safeParts(stat.path).join('/')}`;
    this.#order.next(stat.path, isFolder);
    this.#paths.add(stat.path);
    if (isFolder) this.#addFolder(stat, path);
    else if (has(stat.mode, GoMode.symlink)) {
      this.#place(stat, path, (partial) => symlinkSync(linkTarget(stat.linkname), fsPath(partial)));
    } else if (stat.linkname !== '') {
      // Its file may still be on the way.
      if (!this.#files.has(stat.linkname)) throw new Error(`${stat.path} is a link to a file that did not come.`);
      this.#links.push(stat);
    } else if (isRegular(stat.mode)) {
      refuseFolder(path);
      this.#files.add(stat.path);
      this.#coming.set(id, { stat, path, partial: undefined, file: undefined });
      return true;
    } else if (has(stat.mode, GoMode.namedPipe)) {
      this.#files.add(stat.path);
      this.#place(stat, path, (partial) => {
        this.#posix.makePipe(partial, 0o600);
        chmodSync(fsPath(partial), permissionsOf(stat.mode));
      });
    } else {
      throw new Error(`${stat.path} is a device, which Slipway does not make.`);
    }
    return false;
  }

  write(id: number, bytes: Uint8Array): void {
    const coming = this.#comingOf(id);
    coming.file ??= this.#create(coming);
    for (let at = 0; at < bytes.length; ) at += writeSync(coming.file, bytes, at);
  }

  /** The content of a file is whole. */
  end(id: number): void {
    const coming = this.#comingOf(id);
    coming.file ??= this.#create(coming);
    const { file } = coming;
    const partial = coming.partial ?? '';
    fchmodSync(file, permissionsOf(coming.stat.mode));
    this.#finishEntry(partial, coming.stat);
    closeSync(file);
    coming.file = undefined;
    this.#open--;
    renameSync(fsPath(partial), fsPath(coming.path));
    this.#coming.delete(id);
  }

  /**
   * Hard links, then modes and times of folders, the deepest first: a folder may be read-only, and each entry changes its time.
   *
   * @param mirror removes what is there and was not sent
   */
  finish({ mirror = false }: { readonly mirror?: boolean } = {}): void {
    for (const stat of this.#links) {
      this.#place(undefined, this.#on(stat.path), (partial) =>
        linkSync(fsPath(this.#on(stat.linkname)), fsPath(partial)),
      );
    }
    if (mirror) this.#removeOthers('');
    for (const stat of this.#folders.toReversed()) {
      const path = this.#on(stat.path);
      for (const attribute of stat.xattrs) this.#xattrs?.write(path, attribute);
      chmodSync(fsPath(path), permissionsOf(stat.mode));
      this.#posix.setTime(path, stat.modTime);
    }
  }

  /** Removes what is not whole. */
  abandon(): void {
    for (const { file, partial } of this.#coming.values()) {
      if (file !== undefined) closeSync(file);
      if (partial !== undefined) rmSync(fsPath(partial), { force: true });
    }
    this.#coming.clear();
  }

  #on(path: string): string {
    return `${this.#root}/${path}`;
  }

  #comingOf(id: number): ComingFile {
    const coming = this.#coming.get(id);
    if (!coming) throw new Error(`The builder sent content that was not asked for (${id}).`);
    return coming;
  }

  #create(coming: ComingFile): number {
    if (this.#open >= MOST_OPEN) throw new Error(`The builder sent more than ${MOST_OPEN} files at a time.`);
    const partial = partialOf(coming.path);
    const file = openSync(fsPath(partial), NEW_FILE, 0o600);
    coming.partial = partial;
    this.#open++;
    return file;
  }

  #addFolder(stat: Stat, path: string): void {
    const found = lookAt(path);
    if (found !== undefined && !found.isDirectory()) rmSync(fsPath(path));
    if (found?.isDirectory() !== true) mkdirSync(fsPath(path), 0o700);
    // Writable while it is filled; its own mode comes at the end.
    else if ((found.mode & 0o700) !== 0o700) chmodSync(fsPath(path), (found.mode & 0o7777) | 0o700);
    this.#folders.push(stat);
  }

  /** Makes an entry beside its place and moves it there. */
  #place(stat: Stat | undefined, path: string, make: (partial: string) => void): void {
    refuseFolder(path);
    const partial = partialOf(path);
    try {
      make(partial);
      if (stat) this.#finishEntry(partial, stat);
      renameSync(fsPath(partial), fsPath(path));
    } finally {
      // Two names of one file are renamed to nothing: the partial one stays.
      rmSync(fsPath(partial), { force: true });
    }
  }

  #finishEntry(path: string, stat: Stat): void {
    for (const attribute of stat.xattrs) this.#xattrs?.write(path, attribute);
    this.#posix.setTime(path, stat.modTime);
  }

  #removeOthers(folder: string): void {
    for (const { name, isDirectory } of readFolder(folder === '' ? this.#root : this.#on(folder))) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (!this.#paths.has(path)) rmSync(fsPath(this.#on(path)), { recursive: true, force: true });
      else if (isDirectory) this.#removeOthers(path);
    }
  }
}

/** Undefined if there is nothing. */
function lookAt(path: string): Stats | undefined {
  return lstatSync(fsPath(path), { throwIfNoEntry: false });
}

function refuseFolder(path: string): void {
  if (lookAt(path)?.isDirectory()) {
    throw new Error(`${path} is a folder, and a file of that name came out of the build.`);
  }
}

/** Beside it, short: the name itself may be as long as a name can be. */
function partialOf(path: string): string {
  return `${path.slice(0, path.lastIndexOf('/'))}/.tmp.${randomBytes(6).toString('hex')}`;
}

function linkTarget(target: string): string | Buffer {
  if (target === '' || target.includes('\0')) throw new Error(`The builder sent a link to ${JSON.stringify(target)}.`);
  return target.isWellFormed() ? target : bytesOfText(target);
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
