import { rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type DialTarget, newBuildId, openControl, startSession } from '../../src/main/buildkit/index.ts';
import { composeBuild } from '../../src/main/builds/compose.ts';
import { findProjectFiles } from '../../src/main/builds/project-files.ts';
import type { StatusEvent } from '../../src/shared/build/status-event.ts';
import { containerName } from '../../src/shared/options/index.ts';
import type { Testbed } from '../../tools/testbed/testbed.ts';
import type { Measure } from '../measure.ts';
import { LARGE_FILES, SMALL_FILES, type TreeShape, writeTree } from './context-trees.ts';
import { readRawProgress } from './raw-progress.ts';

const CONTEXT_VERTEX = '[internal] load build context';

/** Sending a context to the BuildKit inside the Engine, and to one in a container of its own. */
export const uploadMeasures: readonly Measure[] = [
  upload('upload-small-engine', SMALL_FILES, 'engine'),
  upload('upload-large-engine', LARGE_FILES, 'engine'),
  upload('upload-small-container', SMALL_FILES, 'container'),
  upload('upload-large-container', LARGE_FILES, 'container'),
];

function upload(name: string, shape: TreeShape, where: 'engine' | 'container'): Measure {
  return {
    name,
    unit: 's',
    pairs: 9,
    async prepare(bed) {
      let context = join(await bed.freshFolder('bench'), 'context');
      await writeTree(context, shape);
      const buildxConfig = await bed.freshBuildxConfig();
      const builder = where === 'engine' ? 'default' : await makeBuilder(bed, buildxConfig);
      const target = targetOf(bed, where, builder);
      // BuildKit keeps what it was sent under the folder's name: a new name makes every run send all of it.
      const fresh = async () => {
        const renamed = join(dirname(context), `context-${newBuildId().slice(0, 8)}`);
        await rename(context, renamed);
        context = renamed;
        return renamed;
      };
      return {
        peer: async () => buildWithCli(bed, buildxConfig, builder, await fresh()),
        ours: async () => buildWithSlipway(target, where, await fresh()),
        async dispose() {
          await bed.cli(['buildx', 'prune', '--builder', builder, '--all', '--force'], {
            env: { BUILDX_CONFIG: buildxConfig },
          });
          if (where === 'container') await bed.cli(['buildx', 'rm', builder], { env: { BUILDX_CONFIG: buildxConfig } });
        },
      };
    },
  };
}

async function makeBuilder(bed: Testbed, buildxConfig: string): Promise<string> {
  const name = `bench-${newBuildId().slice(0, 8)}`;
  await bed.cli(['buildx', 'create', '--name', name, '--driver', 'docker-container', '--bootstrap'], {
    env: { BUILDX_CONFIG: buildxConfig },
  });
  return name;
}

function targetOf(bed: Testbed, where: 'engine' | 'container', builder: string): DialTarget {
  const engine = { kind: 'socket', path: bed.socketPath } as const;
  return where === 'engine'
    ? { kind: 'engine-grpc', engine }
    : { kind: 'container', engine, container: containerName(`${builder}0`) };
}

/** Seconds of the CLI's context vertex. */
async function buildWithCli(bed: Testbed, buildxConfig: string, builder: string, context: string): Promise<number> {
  const args = [
    'buildx',
    'build',
    '--builder',
    builder,
    '--progress',
    'rawjson',
    '--output',
    'type=cacheonly',
    context,
  ];
  const { stderr } = await bed.cli(args, { env: { BUILDX_CONFIG: buildxConfig } });
  return contextSeconds(readRawProgress(stderr));
}

/** Seconds of the same vertex when Slipway's session sends the files. */
async function buildWithSlipway(target: DialTarget, where: 'engine' | 'container', context: string): Promise<number> {
  const files = await findProjectFiles(context, '');
  const ref = newBuildId();
  const control = openControl(target);
  const composed = composeBuild(
    {
      kind: 'build',
      builder: 'bench',
      context,
      dockerfile: '',
      target: '',
      tags: [],
      args: [],
      platforms: [],
      outputs: [],
      secrets: [],
      noCache: false,
      pull: false,
    },
    {
      ref,
      session: '',
      driver: where === 'engine' ? 'docker' : 'docker-container',
      files,
      capabilities: { has: () => true },
      multiPlatform: where === 'container',
      loadsIntoContainerdStore: false,
      proxies: {},
      environment: () => undefined,
    },
  );
  const session = await startSession({
    target,
    sharedKey: `${basename(context)}:bench`,
    localDirs: composed.localDirs,
  });
  try {
    const events: StatusEvent[] = [];
    const followed = (async () => {
      for await (const event of control.status(ref)) events.push(event);
    })();
    await control.solve({ ...composed.request, session: session.id });
    await followed;
    return contextSeconds(events);
  } finally {
    await session.close();
    control.close();
  }
}

/** From the first start to the last end of BuildKit's own vertex for the context. */
function contextSeconds(events: readonly StatusEvent[]): number {
  const states = events.flatMap(({ vertexes }) => vertexes).filter(({ name }) => name === CONTEXT_VERTEX);
  const starts = states.flatMap(({ started }) => (started === undefined ? [] : [started]));
  const ends = states.flatMap(({ completed }) => (completed === undefined ? [] : [completed]));
  if (starts.length === 0 || ends.length === 0) throw new Error('BuildKit did not tell how long the context took.');
  return (Math.max(...ends) - Math.min(...starts)) / 1e6;
}
