import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceFile } from './walls.ts';

const readable = /\.(ts|tsx|mts|cts|js|mjs|cjs|css|html|proto|json|sh)$/;

/** The source files of a checkout, those not yet added too, without what git ignores. */
export function readSources(root: string): readonly SourceFile[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  const paths = [...new Set(listed.toString().split('\0'))].filter((path) => readable.test(path));
  return paths.flatMap((path) => {
    const file = join(root, path);
    return existsSync(file) ? [{ path, text: readFileSync(file, 'utf8') }] : [];
  });
}
