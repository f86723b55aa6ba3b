import { newBuildId } from '../../src/main/buildkit/index.ts';
import { containerName } from '../../src/shared/options/index.ts';
import type { Testbed } from '../../tools/testbed/testbed.ts';
import { cliSide } from '../sides/cli-side.ts';
import { slipwaySide } from '../sides/slipway-side.ts';
import type { BuildSide } from '../sides/types.ts';

/** The BuildKit inside the Engine, or one in a container of its own. */
export type Where = 'engine' | 'container';

/** A builder that both sides build on. */
export interface BenchBuilder {
  readonly ours: BuildSide;
  readonly peer: BuildSide;
  /** Removes all of its cache, or all that builds made but not what was sent for them, so that every build finds the same. */
  prune(what?: 'all' | 'results'): Promise<void>;
  dispose(): Promise<void>;
}

/** Half of the shared key of what is sent; both sides get the same. */
const NODE_ID = 'bench';

export async function openBuilder(bed: Testbed, where: Where): Promise<BenchBuilder> {
  const buildxConfig = await bed.freshBuildxConfig();
  const builder = where === 'engine' ? 'default' : `bench-${newBuildId().slice(0, 8)}`;
  const buildx = (...args: string[]) => bed.cli(['buildx', ...args], { env: { BUILDX_CONFIG: buildxConfig } });
  if (where === 'container') {
    await buildx('create', '--name', builder, '--driver', 'docker-container', '--bootstrap');
  }
  const engine = { kind: 'socket', path: bed.socketPath } as const;
  const prune = async (what: 'all' | 'results' = 'all') => {
    const filter = what === 'all' ? [] : ['--filter', 'type=regular'];
    await buildx('prune', '--builder', builder, '--all', '--force', ...filter);
  };
  return {
    peer: cliSide(bed, builder, buildxConfig),
    ours: await slipwaySide(
      where === 'engine'
        ? { target: { kind: 'engine-grpc', engine }, engine, driver: 'docker' }
        : {
            target: { kind: 'container', engine, container: containerName(`${builder}0`) },
            engine,
            driver: 'docker-container',
          },
      NODE_ID,
    ),
    prune,
    dispose: async () => void (where === 'container' ? await buildx('rm', builder) : await prune()),
  };
}
