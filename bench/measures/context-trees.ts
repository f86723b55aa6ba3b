import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../tools/testbed/run.ts';

/** A context to send: how many files of how many bytes, beside the Dockerfile. */
export interface TreeShape {
  readonly files: number;
  readonly bytes: number;
}

/** 20,001 files with the Dockerfile, 200 MB: what a project with its modules looks like. */
export const SMALL_FILES: TreeShape = { files: 20_000, bytes: 10_000 };
/** 51 files with the Dockerfile, 200 MB: data and artefacts. */
export const LARGE_FILES: TreeShape = { files: 50, bytes: 4_000_000 };

/**
 * Writes the tree, down to the disk: otherwise the first pairs would share the machine with its being written. It stays in the page cache.
 * The content is random, so that nothing along the way can compress it.
 */
export async function writeTree(folder: string, shape: TreeShape): Promise<void> {
  await mkdir(folder, { recursive: true });
  const perFolder = 100;
  const block = randomBytes(shape.bytes + shape.files);
  for (let file = 0; file < shape.files; file += 1) {
    const inside = join(folder, 'data', `part-${Math.floor(file / perFolder)}`);
    if (file % perFolder === 0) await mkdir(inside, { recursive: true });
    await writeFile(join(inside, `file-${file}.bin`), block.subarray(file, file + shape.bytes));
  }
  await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY data /data\n');
  await run('sync', ['--file-system', folder]);
}
