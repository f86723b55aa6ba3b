import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { fsPath, textOfBytes } from '../fsutil/names.ts';
import { readFolder } from '../fsutil/tree.ts';
import type { Xattrs } from '../fsutil/xattr.ts';

/** Everything of the entries below a folder that could differ, by path; hard links by the first name of their file. */
export function listTree(root: string, xattrs: Xattrs | undefined): Readonly<Record<string, string>> {
  const lines: Record<string, string> = {};
  const names = new Map<bigint, string>();
  const visit = (folder: string): void => {
    for (const { name } of readFolder(`${root}/${folder}`)) {
      const path = folder === '' ? name : `${folder}/${name}`;
      const full = `${root}/${path}`;
      const stats = lstatSync(fsPath(full), { bigint: true });
      const linked = stats.isDirectory() || stats.nlink < 2n ? '' : (names.get(stats.ino) ?? path);
      if (linked === path) names.set(stats.ino, path);
      const content = stats.isFile()
        ? createHash('sha256')
            .update(readFileSync(fsPath(full)))
            .digest('hex')
        : stats.isSymbolicLink()
          ? textOfBytes(readlinkSync(fsPath(full), { encoding: 'buffer' }))
          : '';
      const attributes = (xattrs?.read(full) ?? [])
        .map((one) => `${one.name}=${one.value.toString('hex')}`)
        .sort()
        .join();
      lines[path] = [stats.mode.toString(8), stats.mtimeNs, linked, content, attributes].join(' ');
      if (stats.isDirectory()) visit(path);
    }
  };
  visit('');
  return lines;
}
