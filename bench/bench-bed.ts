import { memoryFor } from '../tools/testbed/memory.ts';
import { say } from '../tools/testbed/say.ts';
import { readState } from '../tools/testbed/state.ts';
import { openTestbed, type Testbed } from '../tools/testbed/testbed.ts';
import { bringUp, takeDown } from '../tools/testbed/up.ts';

/** What the Engine's data may take: images, two builders' states and the largest image that is measured, several times over. */
const DATA_BYTES = 6 * 1024 ** 3;

export interface BenchBed {
  readonly bed: Testbed;
  close(): Promise<void>;
}

/**
 * The testbed of a bench: the one that is up where there is one, else one of its own. Its data lies in memory where there is enough,
 * so that the disk's writing back and deleting late add no noise to either side.
 */
export async function openBenchBed(): Promise<BenchBed> {
  const given = readState();
  if (given !== undefined) {
    const bed = openTestbed(given);
    return { bed, close: () => bed.dispose() };
  }
  const inMemory = await memoryFor(DATA_BYTES);
  if (!inMemory) say('not enough memory for the data of the Engine: it lies on the disk, and figures vary more');
  const state = await bringUp({ owned: true, inMemory: inMemory ? DATA_BYTES : undefined });
  const bed = openTestbed(state);
  return {
    bed,
    async close() {
      await bed.dispose();
      await takeDown(state);
    },
  };
}
