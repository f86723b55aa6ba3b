import { orUndefined, withinTime } from '../builders/index.ts';
import type { ContainerInfo, Engine, VolumeInfo } from '../engine/index.ts';

/** How long an Engine may take to say what is there, in milliseconds: a person waits. */
export const LOOK_MS = 15_000;

export interface Found {
  readonly container: ContainerInfo | undefined;
  readonly volume: VolumeInfo | undefined;
}

/** Whether a node's container and state volume are on an Engine now. @throws SlipwayError `engine-…` */
export function lookFor(
  engine: Engine,
  names: { readonly container: string; readonly volume: string },
): Promise<Found> {
  return withinTime(LOOK_MS, engine, async (signal) => {
    const [container, volume] = await Promise.all([
      orUndefined(engine.containers.inspect(names.container, { signal })),
      orUndefined(engine.volumes.inspect(names.volume, { signal })),
    ]);
    return { container, volume };
  });
}
