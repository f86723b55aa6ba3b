import { failureOf, type StateVolume, type VolumeSize } from '../../shared/contract/index.ts';
import { type EnginesService, isNotFound, withinTime } from '../builders/index.ts';
import type { Engine, VolumeUsage } from '../engine/index.ts';
import { endpointToStore } from './endpoint-to-store.ts';
import { LOOK_MS, lookFor } from './look.ts';
import { firstNodeOf } from './plan-create.ts';

/** The state volume that a builder of this name would find. Empty for a name that no builder may have. */
export async function existingState(
  name: string,
  endpoint: string,
  engines: EnginesService,
): Promise<readonly StateVolume[]> {
  let place: ReturnType<typeof firstNodeOf>;
  try {
    place = firstNodeOf(name);
  } catch {
    return [];
  }
  const engine = await engines.engineOf(endpointToStore(endpoint, await engines.contexts()));
  const { volume } = await lookFor(engine, place);
  if (!volume) return [];
  const users = await withinTime(LOOK_MS, engine, (signal) => engine.containers.list({ volume: volume.name, signal }));
  return [
    { name: volume.name, createdAt: volume.createdAt ?? 0, node: place.node, usedBy: users.map((user) => user.name) },
  ];
}

/** Sizes of state volumes. The Engine measures all volumes at once, so one measurement serves all who ask meanwhile. */
export class VolumeSizes {
  readonly #measuring = new Map<Engine, Promise<ReadonlyMap<string, VolumeUsage>>>();

  async sizeOf(engine: Engine, volume: string): Promise<VolumeSize> {
    try {
      const usage = (await this.#measure(engine)).get(volume);
      if (!usage) return { kind: 'unknown', reason: `The Engine knows no volume ${volume}.` };
      if (usage.size === undefined)
        return { kind: 'unknown', reason: 'The Engine does not measure volumes of this kind.' };
      return { kind: 'known', bytes: usage.size };
    } catch (error) {
      const { title, detail } = failureOf(error);
      return { kind: 'unknown', reason: isNotFound(error) || detail === undefined ? title : `${title} ${detail}` };
    }
  }

  #measure(engine: Engine): Promise<ReadonlyMap<string, VolumeUsage>> {
    const known = this.#measuring.get(engine);
    if (known) return known;
    const asked = engine.volumes.usage().finally(() => this.#measuring.delete(engine));
    this.#measuring.set(engine, asked);
    return asked;
  }
}
