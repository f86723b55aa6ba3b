import type { CreateBuilder } from '../../shared/actions/schemas.ts';
import { failureOf, SlipwayError } from '../../shared/contract/index.ts';
import { withinTime } from '../builders/index.ts';
import { configFilesOf } from './config-files.ts';
import { endpointToStore } from './endpoint-to-store.ts';
import { LOOK_MS, lookFor } from './look.ts';
import { selectedFor } from './make-current.ts';
import type { Parts } from './parts.ts';
import { type CreateFacts, firstNodeOf } from './plan-create.ts';

/** Looks at store, contexts and Engine before a builder is made. @throws SlipwayError at its field */
export async function gatherCreate(action: CreateBuilder, parts: Parts): Promise<CreateFacts> {
  const { container, volume } = firstNodeOf(action.name);
  const [contexts, existing, config] = await Promise.all([
    parts.engines.contexts(),
    parts.store.read(action.name),
    parts.store.defaultConfig(),
  ]);
  const currentKey = await parts.engines.currentEndpoint();
  const endpoint = endpointToStore(action.endpoint, contexts);
  const [files, there] = await Promise.all([
    config ? configFilesOf(config) : undefined,
    look(parts, endpoint, container, volume),
  ]);
  return {
    contextNames: contexts.contexts.map(({ name }) => name),
    existingBuilder: existing?.name,
    endpoint,
    ...there,
    files: files?.files ?? null,
    tomlEntitlements: files?.entitlements ?? [],
    currentKey,
    currentBefore: await selectedFor(currentKey, parts),
  };
}

/** buildx takes the builder back when its Engine does not answer, even without a boot; we do not begin then. */
async function look(
  { engines }: Parts,
  endpoint: string,
  container: string,
  volume: string,
): Promise<Pick<CreateFacts, 'engine' | 'containerExists' | 'volumeExists'>> {
  try {
    const engine = await engines.engineOf(endpoint);
    const found = await lookFor(engine, { container, volume });
    const info = await withinTime(LOOK_MS, engine, (signal) => engine.info({ signal }));
    const { cpus, memory, cgroupDriver, swapLimit, containerdImageStore } = info;
    const driver = cgroupDriver === 'cgroupfs' || cgroupDriver === 'systemd' ? cgroupDriver : 'unknown';
    return {
      engine: { cpus, memory, swapLimit, containerdImageStore, cgroupDriver: driver },
      containerExists: found.container !== undefined,
      volumeExists: found.volume !== undefined,
    };
  } catch (error) {
    throw new SlipwayError({ ...failureOf(error), field: 'endpoint' }, { cause: error });
  }
}
