import type { Testbed } from '../../tools/testbed/testbed.ts';
import { readRawProgress } from './raw-progress.ts';
import { timedRun } from './timed-run.ts';
import type { BuildSide } from './types.ts';

/** `docker buildx build` on a builder. */
export function cliSide(bed: Testbed, builder: string, buildxConfig: string): BuildSide {
  return async ({ context, load }) => {
    const output = load === undefined ? ['--output', 'type=cacheonly'] : ['--load', '--tag', load];
    const args = ['buildx', 'build', '--builder', builder, '--progress', 'rawjson', ...output, context];
    const { stderr, cpu } = await timedRun(bed.dockerProgram, args, bed.environment({ BUILDX_CONFIG: buildxConfig }));
    return { events: readRawProgress(stderr), cpu };
  };
}
