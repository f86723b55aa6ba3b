import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newBuildId } from '../../src/main/buildkit/index.ts';
import type { Testbed } from '../../tools/testbed/testbed.ts';
import type { Measure, PreparedMeasure } from '../measure.ts';
import type { BuildSide } from '../sides/types.ts';
import { openBuilder } from './bench-builder.ts';
import { SMALL_FILES, writeTree } from './context-trees.ts';
import { CONTEXT_VERTEX, vertexSeconds } from './vertex-time.ts';

/**
 * Building again after one of 20,001 files changed: BuildKit has the others under the same shared key and asks for that one alone. Counted
 * is BuildKit's own vertex `[internal] load build context`, on the Engine's BuildKit. Each side has a folder of its own with the same files, which it sent
 * before.
 */
export const rebuildMeasures: readonly Measure[] = [
  { name: 'rebuild-one-file', unit: 's', pairs: 15, prepare: prepareRebuild },
];

async function prepareRebuild(bed: Testbed): Promise<PreparedMeasure> {
  const root = await bed.freshFolder('bench');
  const builder = await openBuilder(bed, 'engine');
  const side = async (name: string, build: BuildSide) => {
    // A name that no other measure has used: what is kept under it is of this one.
    const context = join(root, `${name}-${newBuildId().slice(0, 8)}`);
    await writeTree(context, SMALL_FILES);
    return async () => {
      await writeFile(join(context, 'data', 'part-100', 'file-10000.bin'), newBuildId());
      await builder.prune('results');
      const { events } = await build({ context });
      return vertexSeconds(events, CONTEXT_VERTEX);
    };
  };
  return {
    ours: await side('ours', builder.ours),
    peer: await side('peer', builder.peer),
    dispose: builder.dispose,
  };
}
