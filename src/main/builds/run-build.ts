import { basename } from 'node:path';
import type { Build } from '../../shared/actions/schemas.ts';
import {
  type BuildFailure,
  type BuildOutcome,
  type Failure,
  failureOf,
  SlipwayError,
} from '../../shared/contract/index.ts';
import type { BuildersService, NodeRef, OpenNode } from '../builders/index.ts';
import {
  type BuildSession,
  type Capabilities,
  type ControlClient,
  capabilitiesOf,
  openControl,
  type RegistryCredentials,
  RpcError,
  type RpcStatus,
  startSession,
  type Worker,
} from '../buildkit/index.ts';
import type { BuilderStore } from '../buildx/index.ts';
import type { Engine } from '../engine/index.ts';
import { bootVertex } from './boot-status.ts';
import type { BuildFollower } from './build-follower.ts';
import { composeBuild } from './compose.ts';
import { explainFailure, isCancelled } from './explain.ts';
import { sessionExports } from './exports.ts';
import { type Loss, lossOf } from './loss.ts';
import { outcomeOf } from './outcome.ts';
import type { ProjectFiles } from './project-files.ts';
import { refuseUnsupported } from './refuse-build.ts';
import type { BuildEnd } from './worker-messages.ts';

/** Label of a worker whose BuildKit keeps images in a snapshotter of its own (docker/buildx, driver/docker/driver.go). */
const SNAPSHOTTER = 'org.mobyproject.buildkit.worker.snapshotter';

export interface RunDependencies {
  readonly builders: Pick<BuildersService, 'ensureRunning' | 'fateOf' | 'ranOutOfMemory' | 'resolve'>;
  readonly store: Pick<BuilderStore, 'nodeId' | 'touch' | 'writeRef'>;
  /** The Engine of the docker context that is current now: where an image of a builder's container is loaded to. */
  readonly loadEngine: () => Promise<{ readonly engine: Engine; readonly context: string }>;
  readonly credentials: (host: string) => Promise<RegistryCredentials | undefined>;
  /** Where this client's secrets for registries are kept; undefined gives the daemon the logins. */
  readonly tokenSeedFolder: string | undefined;
  /** This computer's own proxies, through which tokens are fetched here. */
  readonly proxyVariables: Readonly<Record<string, string>>;
  /** docker's, as build arguments. */
  readonly proxies: () => Promise<Readonly<Record<string, string>>>;
  readonly environment: (name: string) => string | undefined;
  /** `Version` of the Engine that a builder is part of; undefined where it is not known. */
  readonly engineVersion: (builder: string) => string | undefined;
  /** µs of this computer's clock */
  readonly now: () => number;
}

export interface BuildRun {
  readonly action: Build;
  readonly files: ProjectFiles;
  /** Values by id; they go to the session and nowhere else. */
  readonly secrets: Readonly<Record<string, Uint8Array>>;
  readonly ref: string;
  readonly node: NodeRef & { readonly driver: string };
  readonly follower: BuildFollower;
  readonly signal: AbortSignal;
}

export type RunEnd = {
  readonly end: BuildEnd;
  readonly outcome?: BuildOutcome;
  readonly failure?: BuildFailure;
  /** What was not as it was asked for although nothing failed, and what a build that did not succeed leaves. */
  readonly notices?: readonly Failure[];
  readonly unheard?: Unheard;
};

/** The connection broke though the builder goes on: its record tells the end. What came out waits for it, until `close`. */
export interface Unheard {
  /** How it ended if it was done; told of the digest of the image. Never rejects. */
  done(digest: string | undefined): Promise<RunEnd>;
  close(): Promise<void>;
}

type Make = (response: Readonly<Record<string, string>>) => Promise<BuildOutcome>;

/**
 * Runs one build to its end: boot, session, solve with its progress, and what came out. Never rejects: a failure is an end
 * like another. The order is that of moby/buildkit client/solve.go and docker/buildx build/build.go.
 */
export async function runBuild(run: BuildRun, dependencies: RunDependencies): Promise<RunEnd> {
  let control: ControlClient | undefined;
  let session: BuildSession | undefined;
  let opened: OpenNode | undefined;
  let sessionLost: Failure | undefined;
  let made: Make | undefined;
  let unheard: Unheard | undefined;
  const began = dependencies.now();
  try {
    opened = await boot(run, dependencies);
    const { target } = opened;
    control = openControl(target);
    const probe = await probeBuildkit(control, engineVersionOf(run, dependencies), run.signal);
    const load = run.action.outputs.some(({ kind }) => kind === 'load') ? await loadTo(run, dependencies) : undefined;
    const loadInfo = load && run.node.driver !== 'docker' ? await load.engine.info({ signal: run.signal }) : undefined;
    const facts = {
      driver: run.node.driver,
      capabilities: probe.capabilities,
      multiPlatform: run.node.driver !== 'docker' || probe.worker?.labels[SNAPSHOTTER] !== undefined,
      loadsIntoContainerdStore: loadInfo?.containerdImageStore === true,
    };
    const composed = composeBuild(run.action, {
      ...facts,
      ref: run.ref,
      session: '',
      files: run.files,
      proxies: await dependencies.proxies(),
      environment: dependencies.environment,
    });
    refuseUnsupported(composed.exports, run.action.platforms, facts);
    made = (exporterResponse) =>
      outcomeOf({
        exports: composed.exports,
        tags: run.action.tags,
        result: { exporterResponse },
        engine: load?.engine,
        engineContext: load?.context,
      });
    await note(run, dependencies);
    session = await startSession({
      target,
      sharedKey: `${basename(run.files.context)}:${await dependencies.store.nodeId()}`,
      localDirs: composed.localDirs,
      ignoreFile: run.files.ignoreFile,
      secrets: run.secrets,
      exports: sessionExports(composed.exports, load?.engine.address),
      tokenSeedFolder: dependencies.tokenSeedFolder,
      proxyVariables: dependencies.proxyVariables,
      onCredentials: dependencies.credentials,
      onStatus: (event) => run.follower.clientStatus(event),
      onLost: (failure) => {
        sessionLost = failure;
      },
      signal: run.signal,
    });
    run.follower.follow(target, run.ref);
    const result = await control.solve({ ...composed.request, session: session.id }, { signal: run.signal });
    await place(session);
    await run.follower.drain('recorded');
    return { end: 'done', outcome: await made(result.exporterResponse), notices: session.warnings() };
  } catch (error) {
    const lost =
      session === undefined ? undefined : await lossOf(error, { ...run, opened, began }, dependencies.builders);
    if (session !== undefined) await run.follower.drain(lost?.gone ? 'lost' : 'failed');
    unheard = lost && unheardOf(lost, made, session);
    const end: RunEnd = lost
      ? { end: 'failed', failure: { failure: lost.failure }, ...(unheard === undefined ? {} : { unheard }) }
      : endOf(error, run.signal, session, sessionLost);
    return { ...end, notices: session ? [...session.warnings(), ...session.leftovers()] : [] };
  } finally {
    if (unheard === undefined) await session?.close().catch(() => {});
    control?.close();
  }
}

/** Where an image goes: an Engine's own BuildKit leaves it in that Engine, whichever is current. */
async function loadTo({ node }: BuildRun, { builders, loadEngine }: RunDependencies) {
  if (node.driver !== 'docker') return loadEngine();
  const own = (await builders.resolve(node.builder)).find((each) => each.node.name === node.node);
  return own?.engine === undefined ? loadEngine() : { engine: own.engine, context: own.node.endpoint };
}

/** The solve succeeded: the files that came of it take their places. @throws SlipwayError what this client could not do */
async function place(session: BuildSession): Promise<void> {
  if (session.failures().length === 0) await session.commit();
  const [failed] = session.failures();
  if (failed) throw new SlipwayError(failed);
}

/** What this client itself could not do stays undone, whatever the builder has recorded. */
function unheardOf(lost: Loss, made: Make | undefined, session: BuildSession | undefined): Unheard | undefined {
  if (lost.gone || made === undefined || session === undefined || session.failures().length > 0) return undefined;
  return {
    async done(digest) {
      try {
        await place(session);
        const outcome = await made(digest === undefined ? {} : { 'containerimage.digest': digest });
        return { end: 'done', outcome, notices: session.warnings() };
      } catch (error) {
        const notices = [...session.warnings(), ...session.leftovers()];
        return { end: 'failed', failure: { failure: failureOf(error) }, notices };
      }
    },
    close: () => session.close().catch(() => {}),
  };
}

async function boot(run: BuildRun, dependencies: RunDependencies): Promise<OpenNode> {
  const vertex = bootVertex((event) => run.follower.clientStatus(event), dependencies.now);
  try {
    const open = await dependencies.builders.ensureRunning(run.node, (event) => vertex.report(event), {
      signal: run.signal,
    });
    vertex.end();
    return open;
  } catch (error) {
    vertex.end(run.signal.aborted ? 'context canceled' : failureOf(error).title);
    throw error;
  }
}

/** What this BuildKit can do. A probe that fails stops the build: guessing an exporter would be worse. */
async function probeBuildkit(
  control: ControlClient,
  engineVersion: string | undefined,
  signal: AbortSignal,
): Promise<{ readonly capabilities: Capabilities; readonly worker: Worker | undefined }> {
  const [worker] = await control.listWorkers({ signal });
  const info = await control.info({ signal }).catch((error: unknown) => {
    if (error instanceof RpcError && error.status.code === 12) return undefined;
    throw error;
  });
  return { capabilities: capabilitiesOf({ info, worker, engineVersion }), worker };
}

/** Activity and local state, as the CLI leaves them, so that `docker buildx ls` and `history` tell the same. */
async function note(run: BuildRun, { store }: RunDependencies): Promise<void> {
  await store.touch(run.node.builder);
  await store.writeRef(
    { builder: run.node.builder, node: run.node.node, id: run.ref },
    { target: run.action.target || 'default', localPath: run.files.context, dockerfilePath: run.files.dockerfile },
  );
}

/** A BuildKit inside an Engine often does not know its own version; the Engine's tells it. */
function engineVersionOf(run: BuildRun, dependencies: RunDependencies): string | undefined {
  return run.node.driver === 'docker' ? dependencies.engineVersion(run.node.builder) : undefined;
}

function endOf(
  error: unknown,
  signal: AbortSignal,
  session: BuildSession | undefined,
  sessionLost: Failure | undefined,
): RunEnd {
  if (signal.aborted) return { end: 'cancelled' };
  const failed = session?.causeOf(error instanceof RpcError ? error.status.message : undefined);
  if (failed) return { end: 'failed', failure: { failure: failed } };
  if (!(error instanceof RpcError)) return { end: 'failed', failure: { failure: failureOf(error) } };
  const failure = explainFailure(error.status);
  if (sessionLost && comesOfLostSession(error.status)) {
    return { end: 'failed', failure: { ...failure, failure: { ...sessionLost, detail: error.status.message } } };
  }
  return isCancelled(error.status) ? { end: 'cancelled' } : { end: 'failed', failure };
}

/** BuildKit's words name the id of a session that nobody has seen, or tell of the call on it that ended: cancelled, or unavailable (14). */
function comesOfLostSession(status: RpcStatus): boolean {
  return /no active session/.test(status.message) || isCancelled(status) || status.code === 14;
}
