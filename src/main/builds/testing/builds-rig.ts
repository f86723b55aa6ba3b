import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Testbed } from '../../../../tools/testbed/testbed.ts';
import { type Build, PLAIN_BUILD } from '../../../shared/actions/index.ts';
import {
  type BuildHead,
  type BuildSummary,
  type LogLine,
  SlipwayError,
  type StepItem,
  type TopicState,
} from '../../../shared/contract/index.ts';
import { microsNow } from '../../builders/index.ts';
import { openRig, type Rig, until } from '../../builders/testing/rig.ts';
import { variable } from '../../engine/index.ts';
import { BuildNotes, BuildsService, defaultPlatformOf, tokenSeedFolderOf } from '../index.ts';
import type { RunDependencies } from '../run-build.ts';

/** Port on which a held step waits, inside the network of its builder. */
const GATE_PORT = 7118;

/** A command that says its word, waits until `letGo`, and says that it goes on. */
export const HOLD = `nc -l -p ${GATE_PORT} -e true`;

/** All of a build that can be seen: what two who look at it should agree on. */
export interface Seen {
  readonly head: BuildHead;
  readonly steps: readonly StepItem[];
  readonly log: readonly LogLine[];
}

/** For tests: builds on real parts, seen by one app or by several that share a store. */
export interface BuildsRig {
  readonly rig: Rig;
  readonly service: BuildsService;
  /** Another app on the same store and Engine, with notes of its own. */
  another(folders?: { readonly spool?: string }): Promise<BuildsService>;
  /** A folder with this Dockerfile. */
  project(dockerfile: string, name?: string): Promise<string>;
  begin(action: Partial<Build> & Pick<Build, 'context' | 'builder'>): Promise<string>;
  close(nodes: readonly string[]): Promise<void>;
}

/** @param env set on top of the testbed's environment, such as another DOCKER_HOST */
export async function openBuildsRig(
  bed: Testbed,
  run: Partial<RunDependencies> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<BuildsRig> {
  const rig = await openRig(bed, { mirror: true, env });
  const services: BuildsService[] = [];
  const make = async (folders: { readonly spool?: string } = {}) => {
    const service = new BuildsService({
      builders: rig.builders,
      store: rig.store,
      notes: new BuildNotes(await bed.freshFolder('notes')),
      spoolRoot: folders.spool ?? (await bed.freshFolder('spool')),
      defaultPlatform: defaultPlatformOf(rig.environment),
      run: {
        loadEngine: async () => ({ engine: rig.engine, context: 'default' }),
        credentials: async () => undefined,
        tokenSeedFolder: tokenSeedFolderOf(rig.environment),
        proxyVariables: {},
        proxies: async () => ({}),
        environment: (name) => variable(rig.environment, name),
        engineVersion: () => undefined,
        now: microsNow,
        ...run,
      },
    });
    services.push(service);
    service.start();
    return service;
  };
  const service = await make();
  return {
    rig,
    service,
    another: make,
    async project(dockerfile, name = '') {
      const folder = join(await bed.freshFolder('builds'), name);
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'Dockerfile'), dockerfile);
      return folder;
    },
    begin: (action) => service.begin({ ...PLAIN_BUILD, ...action }),
    async close(nodes) {
      await Promise.all(services.map((each) => each.close()));
      await rig.close(nodes);
    },
  };
}

/** Waits until a build looks so. */
export function untilBuild(
  service: BuildsService,
  key: string,
  condition: (state: TopicState<'build'>) => boolean,
): Promise<TopicState<'build'>> {
  return until<'build'>(service.open(key), condition);
}

/** Waits for the end of a build, of its steps, and of what is said of it. */
export async function ended(service: BuildsService, key: string): Promise<BuildHead> {
  const { head } = await untilBuild(service, key, ({ head }) => head.summary.status !== 'running' && !head.reading);
  if (head.unread !== undefined) throw new SlipwayError(head.unread);
  return head;
}

/** Waits until an app lists a build so. */
export async function listed(
  service: BuildsService,
  key: string,
  condition: (summary: BuildSummary) => boolean = () => true,
): Promise<BuildSummary> {
  const { items } = await until<'builds'>(service.list, ({ items }) => {
    const summary = items[key];
    return summary !== undefined && condition(summary);
  });
  return items[key] as BuildSummary;
}

export async function look(service: BuildsService, key: string): Promise<Seen> {
  const { head, items } = service.open(key).state();
  const { lines } = await service.log(key, '', 0, head.logLines);
  return { head, steps: Object.values(items), log: lines };
}

/** A step by what its instruction says. */
export function stepOf(state: TopicState<'build'>, text: string): StepItem | undefined {
  return Object.values(state.items).find((step) => step.name.includes(text));
}

/** Lets go the step that holds in a builder's container; it listens there, in the builder's own network. */
export async function letGo(rig: Pick<Rig, 'cli'>, node: string): Promise<void> {
  const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';
  const host = (await rig.cli('inspect', '--format', format, `buildx_buildkit_${node}`)).trim();
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host, port: GATE_PORT });
    socket.once('error', reject);
    socket.once('connect', () => socket.end());
    socket.once('close', () => resolve());
    socket.resume();
  });
}
