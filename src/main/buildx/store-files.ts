import { randomBytes } from 'node:crypto';
import { chown, lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Owner } from './sudo-owner.ts';
import { unwritable } from './unwritable.ts';

/** Writes into one store folder as buildx does (docker/buildx util/confutil/config.go, moby/sys/atomicwriter). */
export interface StoreFiles {
  readonly dir: string;
  /** Makes a folder below the store, mode 0700. */
  makeFolder(...parts: readonly string[]): Promise<void>;
  /**
   * Replaces a file whole or not at all. Its temporary file lies in the store's own folder, not beside the target: left
   * behind in `instances/` by a crash it would break `docker buildx ls`. Refuses to replace a symlink.
   *
   * @throws SlipwayError `store-unwritable`
   */
  write(parts: readonly string[], text: string, mode?: number): Promise<void>;
  /** Nothing happens if it is not there. */
  remove(...parts: readonly string[]): Promise<void>;
}

export function storeFiles(dir: string, owner: Owner | undefined): StoreFiles {
  const give = async (path: string) => {
    if (owner !== undefined) await chown(path, owner.uid, owner.gid);
  };
  return {
    dir,
    async makeFolder(...parts) {
      const path = join(dir, ...parts);
      try {
        const first = await mkdir(path, { recursive: true, mode: 0o700 });
        if (first !== undefined) for (const made of foldersFrom(first, path)) await give(made);
      } catch (error) {
        throw unwritable(path, error);
      }
    },

    async write(parts, text, mode = 0o600) {
      const path = join(dir, ...parts);
      const temporary = join(dir, `.tmp-slipway-${basename(path)}-${randomBytes(6).toString('hex')}`);
      try {
        await assertReplaceable(path);
        const file = await open(temporary, 'wx', mode);
        try {
          await file.writeFile(text);
          await file.chmod(mode);
          await file.sync();
        } finally {
          await file.close();
        }
        await give(temporary);
        await rename(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => {});
        throw unwritable(path, error);
      }
    },

    async remove(...parts) {
      const path = join(dir, ...parts);
      try {
        await rm(path, { force: true, recursive: true });
      } catch (error) {
        throw unwritable(path, error);
      }
    },
  };
}

/** Every folder from the first that was made down to the last. */
function foldersFrom(first: string, last: string): readonly string[] {
  const folders = [first];
  let rest = last.slice(first.length);
  while (rest !== '') {
    const [, part = ''] = /^[\\/]+([^\\/]+)/.exec(rest) ?? [];
    if (part === '') break;
    folders.push(join(folders.at(-1) ?? first, part));
    rest = rest.slice(rest.indexOf(part) + part.length);
  }
  return folders;
}

async function assertReplaceable(path: string): Promise<void> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found !== undefined && !found.isFile()) {
    throw new Error(
      found.isSymbolicLink() ? 'It is a symbolic link, which is not replaced.' : 'It is not a plain file.',
    );
  }
}
