import type { CreateBuilder } from '../../shared/actions/schemas.ts';
import { failureOf, SlipwayError } from '../../shared/contract/index.ts';
import { orUndefined } from '../builders/index.ts';
import { configFilesOf } from './config-files.ts';
import { endpointToStore } from './endpoint-to-store.ts';
import type { Parts } from './parts.ts';
import { type CreateFacts, firstNodeOf } from './plan-create.ts';

/** How long the Engine may take to say what is there, in milliseconds: a person waits at a form. */
const LOOK_MS = 15_000;

/** Looks at store, contexts and Engine before a builder is made. @throws SlipwayError at its field */
export async function gatherCreate(action: CreateBuilder, parts: Parts): Promise<CreateFacts> {
  const { container, volume } = firstNodeOf(action.name);
  const [contexts, existing, config] = await Promise.all([
    parts.engines.contexts(),
    parts.store.read(action.name),
    parts.store.defaultConfig(),
  ]);
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
    currentKey: await parts.engines.currentEndpoint(),
  };
}

/** buildx takes the builder back when its Engine does not answer, even without a boot; we do not begin then. */
async function look(
  { engines }: Parts,
  endpoint: string,
  container: string,
  volume: string,
): Promise<Pick<CreateFacts, 'engine' | 'containerExists' | 'volumeExists'>> {
  const signal = AbortSignal.timeout(LOOK_MS);
  try {
    const engine = await engines.engineOf(endpoint);
    const [info, foundContainer, foundVolume] = await Promise.all([
      engine.info({ signal }),
      orUndefined(engine.containers.inspect(container, { signal })),
      orUndefined(engine.volumes.inspect(volume, { signal })),
    ]);
    const { cpus, memory, cgroupDriver, swapLimit, containerdImageStore } = info;
    const driver = cgroupDriver === 'cgroupfs' || cgroupDriver === 'systemd' ? cgroupDriver : 'unknown';
    return {
      engine: { cpus, memory, swapLimit, containerdImageStore, cgroupDriver: driver },
      containerExists: foundContainer !== undefined,
      volumeExists: foundVolume !== undefined,
    };
  } catch (error) {
    throw new SlipwayError({ ...failureOf(error), field: 'endpoint' }, { cause: error });
  }
}
