import { constants } from 'node:os';
import { cLibrary, cPath, cText, systemError } from '../c-library.ts';
import { textOfBytes } from './names.ts';

/** An extended attribute, such as `security.capability`. */
export interface Xattr {
  readonly name: string;
  readonly value: Buffer;
}

export interface Xattrs {
  /**
   * Those of a file, folder or link itself; none where the file system has none. One that may not be read is left out, as Go's client
   * does (fsutil stat_unix.go, loadXattr).
   *
   * @throws Error with `code`, such as ENOENT
   */
  read(path: string): readonly Xattr[];
  /** One that may not be set is left out, as there (fsutil diskwriter_unix.go, rewriteMetadata). */
  write(path: string, attribute: Xattr): void;
}

const NONE: readonly Xattr[] = [];
/** Larger than nearly all there are, so that one call does. */
const SCRATCH = 4096;

let opened: Xattrs | undefined;

/**
 * The calls of the C library, which Node has no way to. Only Linux: undefined elsewhere, where attributes are not carried. (On macOS
 * Go's client leaves out Apple's own, and others are rare.)
 */
export function openXattrs(): Xattrs | undefined {
  if (process.platform === 'linux') opened ??= load();
  return opened;
}

function load(): Xattrs {
  const { library, errno } = cLibrary();
  // Types of fixed size: 64 bits is what size_t and ssize_t have on every Linux that Electron runs on.
  const list = library.func('int64_t llistxattr(const void *path, void *list, uint64_t size)');
  const get = library.func('int64_t lgetxattr(const void *path, const void *name, void *value, uint64_t size)');
  const set = library.func(
    'int lsetxattr(const void *path, const void *name, const void *value, uint64_t size, int flags)',
  );
  const scratch = Buffer.alloc(SCRATCH);
  /** What a call that fills a buffer gives: a copy, or its error number. */
  const filled = (call: (into: Buffer | null, size: number) => number): Buffer | number => {
    for (let into = scratch; ; ) {
      const length = Number(call(into, into.length));
      if (length >= 0) return Buffer.from(into.subarray(0, length));
      if (errno() !== constants.errno.ERANGE) return errno();
      const needed = Number(call(null, 0));
      if (needed < 0) return errno();
      into = Buffer.alloc(needed);
    }
  };

  return {
    read(path) {
      const where = cPath(path);
      // Nearly always 0, so nothing is copied or closed over.
      const first = Number(list(where, scratch, SCRATCH));
      if (first === 0) return NONE;
      const names =
        first > 0 ? Buffer.from(scratch.subarray(0, first)) : filled((into, size) => list(where, into, size));
      if (typeof names === 'number') {
        if (names === constants.errno.ENOTSUP || names === constants.errno.EOPNOTSUPP) return NONE;
        throw systemError('xattr', path, names);
      }
      return namesIn(names).flatMap((name) => {
        const value = filled((into, size) => get(where, cText(name), into, size));
        return typeof value === 'number' ? [] : [{ name, value }];
      });
    },
    write(path, { name, value }) {
      set(cText(path), cText(name), value, value.length, 0);
    },
  };
}

/** From bytes that each end with a zero; those of Apple are left out, as Go's client does. */
function namesIn(list: Buffer): readonly string[] {
  const names: string[] = [];
  for (let at = 0; at < list.length; ) {
    const end = list.indexOf(0, at);
    if (end < 0) break;
    const name = textOfBytes(list.subarray(at, end));
    if (!name.startsWith('com.apple.')) names.push(name);
    at = end + 1;
  }
  return names;
}
