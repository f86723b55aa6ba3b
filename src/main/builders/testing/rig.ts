import { homedir } from 'node:os';
import type { Testbed } from '../../../../tools/testbed/testbed.ts';
import type { BuilderItem, NodeItem, TopicChange, TopicName, TopicState } from '../../../shared/contract/index.ts';
import { type BuilderStore, openStore } from '../../buildx/index.ts';
import { connectEngine, type DockerEnvironment, type Engine, environmentOf } from '../../engine/index.ts';
import { BuildersService, EnginesService } from '../index.ts';

/** For tests: the services over a testbed's Engine with a store of their own, as the CLI sees both. */
export interface Rig {
  readonly environment: DockerEnvironment;
  readonly store: BuilderStore;
  readonly engines: EnginesService;
  readonly builders: BuildersService;
  readonly engine: Engine;
  readonly buildxConfig: string;
  /** `docker ARGUMENTS` with this rig's store; throws when it fails. */
  cli(...args: string[]): Promise<string>;
  builder(name: string): BuilderItem | undefined;
  /** The only node of a builder, once the condition holds. */
  untilNode(builder: string, condition: (node: NodeItem) => boolean): Promise<NodeItem>;
  /** Ends services and removes containers and volumes of these nodes. */
  close(nodes?: readonly string[]): Promise<void>;
}

export async function openRig(
  bed: Testbed,
  options: { readonly mirror?: boolean; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Rig> {
  const buildxConfig = await bed.freshBuildxConfig({ mirror: options.mirror ?? false });
  const set = { BUILDX_CONFIG: buildxConfig, ...options.env };
  const environment = environmentOf({ env: bed.environment(set), home: homedir(), platform: process.platform });
  const store = openStore({ dir: buildxConfig, environment });
  const engines = new EnginesService({ environment });
  const builders = new BuildersService({ environment, store, engines });
  const engine = connectEngine({ kind: 'socket', path: bed.socketPath }, environment);
  engines.start();
  builders.start();
  return {
    environment,
    store,
    engines,
    builders,
    engine,
    buildxConfig,
    cli: async (...args) => (await bed.cli(args, { env: set })).stdout,
    builder: (name) => builders.state().items[name],
    async untilNode(builder, condition) {
      const state = await until(builders, ({ items }) => {
        const node = items[builder]?.nodes[0];
        return node !== undefined && condition(node);
      });
      const node = state.items[builder]?.nodes[0];
      if (!node) throw new Error('unreachable');
      return node;
    },
    async close(nodes = []) {
      builders.close();
      engines.close();
      await removeNodes(engine, nodes);
      engine.close();
    },
  };
}

export async function removeNodes(engine: Engine, nodes: readonly string[]): Promise<void> {
  for (const node of nodes) {
    const container = `buildx_buildkit_${node}`;
    await engine.containers.remove(container, { force: true, volumes: true }).catch(() => {});
    await engine.volumes.remove(`${container}_state`).catch(() => {});
  }
}

/** Waits for a topic to come into a state, by its changes. The test's own time limit ends it. */
export function until<Name extends TopicName>(
  source: {
    state(): TopicState<Name>;
    onChange(listener: (change: TopicChange<Name>) => void): () => void;
  },
  condition: (state: TopicState<Name>) => boolean,
): Promise<TopicState<Name>> {
  if (condition(source.state())) return Promise.resolve(source.state());
  return new Promise((resolve) => {
    const end = source.onChange(() => {
      const state = source.state();
      if (!condition(state)) return;
      end();
      resolve(state);
    });
  });
}

/** What is shown after a fault must be true within that: the time-out of a wait, not a measure. */
const SOON_MS = 5000;

/** The same, but fails when it takes longer than a person waits for the truth. */
export async function soon<T>(what: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Not shown within ${SOON_MS / 1000} seconds.`)), SOON_MS);
  });
  try {
    return await Promise.race([what, late]);
  } finally {
    clearTimeout(timer);
  }
}
