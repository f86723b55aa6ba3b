import { rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { newBuildId } from '../../src/main/buildkit/index.ts';
import type { Testbed } from '../../tools/testbed/testbed.ts';
import type { Measure, PreparedMeasure } from '../measure.ts';
import type { BuildTaken } from '../sides/types.ts';
import { openBuilder, type Where } from './bench-builder.ts';
import { LARGE_FILES, SMALL_FILES, type TreeShape, writeTree } from './context-trees.ts';
import { CONTEXT_VERTEX, vertexSeconds } from './vertex-time.ts';

/**
 * Sending a context to the BuildKit inside the Engine, and to one in a container of its own. Counted is BuildKit's own vertex
 * `[internal] load build context`, from the first request for the context until all of it is there; the start of a program counts for
 * neither side.
 */
export const uploadMeasures: readonly Measure[] = [
  upload('upload-small-engine', SMALL_FILES, 'engine'),
  upload('upload-large-engine', LARGE_FILES, 'engine'),
  upload('upload-small-container', SMALL_FILES, 'container'),
  upload('upload-large-container', LARGE_FILES, 'container'),
];

function upload(name: string, shape: TreeShape, where: Where): Measure {
  return {
    name,
    unit: 's',
    pairs: 9,
    prepare: (bed) => prepareUpload(bed, shape, where, ({ events }) => vertexSeconds(events, CONTEXT_VERTEX)),
  };
}

/** The work of sending all of a context, however it is counted. */
export async function prepareUpload(
  bed: Testbed,
  shape: TreeShape,
  where: Where,
  count: (taken: BuildTaken) => number,
): Promise<PreparedMeasure> {
  let context = join(await bed.freshFolder('bench'), 'context');
  await writeTree(context, shape);
  const builder = await openBuilder(bed, where);
  // BuildKit keeps what it was sent under the folder's name: a new name makes every run send all of it.
  const fresh = async () => {
    const renamed = join(dirname(context), `context-${newBuildId().slice(0, 8)}`);
    await rename(context, renamed);
    context = renamed;
    await builder.prune();
    return { context };
  };
  return {
    ours: async () => count(await builder.ours(await fresh())),
    peer: async () => count(await builder.peer(await fresh())),
    dispose: builder.dispose,
  };
}
