import { setTimeout as sleep } from 'node:timers/promises';
import { failureOf } from '../../shared/contract/index.ts';
import { STATE_FOLDER } from '../../shared/options/index.ts';
import type { DialTarget } from '../buildkit/index.ts';
import type { ContainerInfo, Engine } from '../engine/index.ts';
import { nodeContainerOf } from './container-facts.ts';
import type { EngineLink } from './engine-link.ts';
import { orUndefined } from './failures.ts';
import { stateVolumeOf } from './names.ts';
import type { NodeSnapshot } from './node-snapshot.ts';
import { isYoung, READY_MS } from './open-node.ts';
import { withinTime } from './within-time.ts';
import { readWorkerFacts, type WorkerFacts } from './worker-facts.ts';

/** How long an Engine may take for one answer about a node, in milliseconds. */
const INSPECT_MS = 10_000;
/** How long a BuildKit may take for one answer. */
const WORKERS_MS = 15_000;
/** Between two tries at a daemon that is still starting. */
const YOUNG_RETRY_MS = 300;

/**
 * Reads a container node. `publish` is told what the Engine says before BuildKit has answered, so that a start shows at
 * once. A daemon that was asked already in this run of its container is not asked again, unless `known` is left out.
 */
export async function readContainerNode(options: {
  readonly link: EngineLink;
  readonly engineId: string;
  readonly container: string;
  readonly known: NodeSnapshot | undefined;
  readonly publish: (snapshot: NodeSnapshot) => void;
  readonly signal: AbortSignal;
}): Promise<NodeSnapshot> {
  const { link, engineId, container, known, publish, signal } = options;
  const { engine, limit } = link;
  const inspect = () =>
    limit(() =>
      orUndefined(
        withinTime(INSPECT_MS, engine, (limited) => engine.containers.inspect(container, { signal: limited }), signal),
      ),
    );
  const gone = async (): Promise<NodeSnapshot> => ({
    status: 'inactive',
    engineId,
    ...(await limit(() => volumeOf(engine, container, signal))),
  });
  const info = await inspect();
  if (!info) return gone();
  const base = baseOf(engineId, info);
  if (!info.state.running) return { ...base, status: 'stopped' };
  const fresh = known?.facts && sameRun(known, info) ? known.facts : undefined;
  const running: NodeSnapshot = { ...base, status: 'running', ...(fresh ? { facts: fresh } : {}) };
  if (fresh) return running;
  publish(running);
  try {
    const runs = async () => (await inspect())?.state.running === true;
    return { ...running, facts: await askDaemon(link, container, info, runs, signal) };
  } catch (error) {
    // Stopped or removed while it was being asked: that is no failure.
    const now = await inspect();
    if (!now) return gone();
    return { ...baseOf(engineId, now), ...(now.state.running ? failed(error) : { status: 'stopped' }) };
  }
}

function baseOf(engineId: string, info: ContainerInfo): Pick<NodeSnapshot, 'engineId' | 'container' | 'stateVolume'> {
  const state = info.mounts.find((mount) => mount.type === 'volume' && mount.destination === STATE_FOLDER);
  return {
    engineId,
    container: nodeContainerOf(info),
    ...(state && state.name !== '' ? { stateVolume: state.name } : {}),
  };
}

function failed(error: unknown): Pick<NodeSnapshot, 'status' | 'failure'> {
  return { status: 'error', failure: failureOf(error) };
}

/** Reads the BuildKit inside an Engine, which runs as long as the Engine does. */
export async function readEngineNode(options: {
  readonly link: EngineLink;
  readonly engineId: string;
  readonly engineVersion: string;
  readonly signal: AbortSignal;
}): Promise<NodeSnapshot> {
  const { link, engineId, engineVersion, signal } = options;
  const base = { engineId, status: 'running' } as const;
  try {
    const facts = await link.asking(() =>
      readWorkerFacts(
        { kind: 'engine-grpc', engine: link.engine.address },
        { timeoutMs: WORKERS_MS, signal, olderVersion: async () => engineVersion },
      ),
    );
    return { ...base, facts };
  } catch (error) {
    return { ...base, status: 'error', failure: failureOf(error) };
  }
}

/** Reads a BuildKit reached by an address. buildx calls one that does not answer inactive and hides why; we say why. */
export async function readRemoteNode(target: DialTarget, signal: AbortSignal): Promise<NodeSnapshot> {
  try {
    const facts = await readWorkerFacts(target, { timeoutMs: WORKERS_MS, signal, olderVersion: async () => '' });
    return { status: 'running', facts };
  } catch (error) {
    return { status: 'inactive', failure: failureOf(error) };
  }
}

async function askDaemon(
  link: EngineLink,
  container: string,
  info: ContainerInfo,
  runs: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<WorkerFacts> {
  const { engine } = link;
  const ask = (): Promise<WorkerFacts> =>
    link.asking(() =>
      readWorkerFacts(
        { kind: 'container', engine: engine.address, container },
        { timeoutMs: WORKERS_MS, signal, olderVersion: () => olderVersion(engine, container, signal) },
      ),
    );
  if (!isYoung(info, Date.now())) return ask();
  const until = performance.now() + READY_MS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (signal.aborted || performance.now() >= until) throw error;
      await sleep(YOUNG_RETRY_MS, undefined, { signal });
      if (!(await runs())) throw error;
    }
  }
}

/** `buildkitd --version`: four words, the third is the version (docker/buildx driver/docker-container/driver.go). */
async function olderVersion(engine: Engine, container: string, signal: AbortSignal): Promise<string> {
  const { stdout } = await withinTime(
    INSPECT_MS,
    engine,
    (limited) => engine.containers.exec(container, ['buildkitd', '--version'], { signal: limited }),
    signal,
  );
  return stdout.toString('utf8').trim().split(/\s+/)[2] ?? '';
}

async function volumeOf(
  engine: Engine,
  container: string,
  signal: AbortSignal,
): Promise<{ readonly stateVolume?: string }> {
  const name = stateVolumeOf(container);
  const volume = await orUndefined(
    withinTime(INSPECT_MS, engine, (limited) => engine.volumes.inspect(name, { signal: limited }), signal),
  );
  return volume ? { stateVolume: name } : {};
}

function sameRun(known: NodeSnapshot, info: ContainerInfo): boolean {
  return known.container?.id === info.id && known.container.startedAt === info.state.startedAt;
}
