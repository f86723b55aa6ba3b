import type { Testbed } from '../tools/testbed/testbed.ts';
import type { Measure, Pair } from './measure.ts';

/** One warm-up of each side, then pairs whose first one changes from pair to pair. Without a peer: as many rounds of ours. */
export async function takePairs(measure: Measure, bed: Testbed, count: number): Promise<readonly Pair[]> {
  const { ours, peer, dispose } = await measure.prepare(bed);
  try {
    await peer?.();
    await ours();
    const pairs: Pair[] = [];
    for (let round = 0; round < count; round += 1) {
      if (peer === null) pairs.push({ ours: await ours(), peer: null });
      else if (round % 2 === 0) {
        const first = await peer();
        pairs.push({ ours: await ours(), peer: first });
      } else {
        const first = await ours();
        pairs.push({ ours: first, peer: await peer() });
      }
    }
    return pairs;
  } finally {
    await dispose();
  }
}
