import type { Measure } from '../measure.ts';
import { LARGE_FILES, SMALL_FILES, type TreeShape } from './context-trees.ts';
import { prepareUpload } from './upload.ts';

/**
 * What sending a context to the Engine's BuildKit costs this computer's processor on the client's side. Counted is the user and system
 * time of the client's whole tree of processes from start to end, as the kernel gives it to the shell that started them: `docker` with
 * its buildx plugin, and a Node that loads and runs Slipway's engine (in the app, that one is there already). The daemon's time counts for
 * neither.
 */
export const clientCpuMeasures: readonly Measure[] = [
  clientCpu('client-cpu-small', SMALL_FILES),
  clientCpu('client-cpu-large', LARGE_FILES),
];

function clientCpu(name: string, shape: TreeShape): Measure {
  return { name, unit: 's', pairs: 9, prepare: (bed) => prepareUpload(bed, shape, 'engine', ({ cpu }) => cpu) };
}
