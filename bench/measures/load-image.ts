import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newBuildId } from '../../src/main/buildkit/index.ts';
import type { StatusEvent } from '../../src/shared/build/status-event.ts';
import type { Testbed } from '../../tools/testbed/testbed.ts';
import type { Measure, PreparedMeasure } from '../measure.ts';
import type { BuildSide } from '../sides/types.ts';
import { openBuilder } from './bench-builder.ts';
import { LOAD_VERTEX, spanSeconds } from './vertex-time.ts';

/** Bytes of the image's only layer, random so that nothing compresses it. */
const IMAGE_BYTES = 300_000_000;

/**
 * Loading a large image from a builder's container into the Engine: BuildKit writes the archive, the session receives it and streams it into
 * `docker load`. Counted is the whole build from the start of its first vertex to the end of the client's own vertex `importing to docker`;
 * the start of a program counts for neither side. The layer is in the builder's cache, compressed, from the run that is not counted; the
 * Engine has no trace of the image when a run begins.
 */
export const loadMeasures: readonly Measure[] = [
  { name: 'load-large-image', unit: 's', pairs: 9, prepare: prepareLoad },
];

async function prepareLoad(bed: Testbed): Promise<PreparedMeasure> {
  const context = await bed.freshFolder('bench');
  await writeFile(join(context, 'layer.bin'), randomBytes(IMAGE_BYTES));
  await writeFile(join(context, 'Dockerfile'), 'FROM scratch\nCOPY layer.bin /\n');
  const builder = await openBuilder(bed, 'container');
  const load = (build: BuildSide) => async () => {
    const image = `bench-${newBuildId().slice(0, 8)}:latest`;
    const { events } = await build({ context, load: image });
    await bed.cli(['image', 'rm', image]);
    return loadSeconds(events);
  };
  return { ours: load(builder.ours), peer: load(builder.peer), dispose: builder.dispose };
}

function loadSeconds(events: readonly StatusEvent[]): number {
  if (!events.some(({ vertexes }) => vertexes.some(({ name }) => name === LOAD_VERTEX))) {
    throw new Error('The client did not tell of the load.');
  }
  return spanSeconds(events.flatMap(({ vertexes }) => vertexes));
}
