import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';
import { SlipwayError } from '../../shared/contract/index.ts';
import { containerCreateBody, type ParsedOptions } from '../../shared/options/index.ts';
import type { ContainerInfo, Engine, RegistryAuth } from '../engine/index.ts';
import { BootTeller } from './boot-teller.ts';
import { configTar } from './config-tar.ts';
import { isConflict, orUndefined, wordsOf } from './failures.ts';
import type { GpuProbe } from './gpu-probe.ts';
import { refuseUncheckedImage } from './image-policy.ts';
import { optionsOf } from './node-options.ts';
import { createPullProgress } from './pull-progress.ts';
import type { BootReport, ResolvedNode } from './types.ts';

/** Tries at `buildctl debug workers`, and the pause after the n-th failed one: n times this, in milliseconds. */
const READY_TRIES = 16;
const READY_PAUSE_MS = 120;
/** Lines of the container's log that go into the failure. */
const LOG_LINES = 40;
const LOG_CHARACTERS = 20_000;
const PROGRESS_MS = 100;
/** How long a creation under way is waited for once it is given up, in milliseconds. */
const CREATE_GRACE_MS = 10_000;

export interface BootParts {
  readonly gpus: GpuProbe;
  readonly authFor: (image: string, signal: AbortSignal) => Promise<RegistryAuth | undefined>;
  /** buildx would check the image's signature first. */
  readonly checksSignatures: boolean;
  /** Inside WSL, with a local socket and /usr/lib/wsl: buildx mounts that folder then. */
  readonly wsl: boolean;
}

interface Boot extends BootParts {
  readonly engine: Engine;
  readonly container: string;
  readonly node: ResolvedNode;
  readonly tell: BootTeller;
  readonly signal: AbortSignal;
}

/**
 * Boots a container node step for step as buildx does (docker/buildx driver/docker-container/driver.go `Bootstrap`):
 * an existing container is started as it is, a missing one is made from the store's settings. Idempotent.
 *
 * @throws SlipwayError `image-unavailable`, `boot-failed`, `engine-…`, `cancelled`
 */
export async function bootNode(
  node: ResolvedNode,
  parts: BootParts,
  report: BootReport,
  signal: AbortSignal,
): Promise<void> {
  const { engine, container } = node;
  if (!engine || container === undefined) throw new Error('Only container nodes are booted.');
  const tell = new BootTeller(report);
  const boot: Boot = { ...parts, engine, container, node, tell, signal };
  const found = await orUndefined(engine.containers.inspect(container, { signal }));
  if (found) await startExisting(boot, found);
  else await createAndStart(boot);
}

async function startExisting(boot: Boot, found: ContainerInfo): Promise<void> {
  const { engine, container, tell, signal } = boot;
  const note = 'The container is there already.';
  await tell.skip('pull', note);
  await tell.skip('create', note);
  // One that never ran was left behind half made and may lack its files. buildx would start it without them.
  if (found.state.status === 'created') await tell.step('copy', () => copyFiles(boot));
  else await tell.skip('copy', note);
  await tell.status(`starting container ${container}`, async () => {
    await tell.step('start', () => engine.containers.start(container, { signal }));
    await tell.step('ready', () => waitReady(boot));
  });
}

async function createAndStart(boot: Boot): Promise<void> {
  const { engine, container, node, tell, signal } = boot;
  const options = optionsOf(node.node);
  if (boot.checksSignatures) refuseUncheckedImage(options, await engine.info({ signal }));
  const imageId = await tell.step('pull', () => pull(boot, options.image));
  await tell.status(`creating container ${container}`, async () => {
    const created = await tell.step('create', () => create(boot, options, imageId));
    if (created) {
      await fillAndStart(boot);
    } else {
      const note = 'Somebody else has just made this container.';
      await tell.skip('copy', note);
      await tell.skip('start', note);
    }
    await tell.step('ready', () => waitReady(boot));
  });
}

/** A new container that cannot be started is taken away again, so that the next start makes it whole. */
async function fillAndStart(boot: Boot): Promise<void> {
  const { engine, container, tell, signal } = boot;
  try {
    await tell.step('copy', () => copyFiles(boot));
    await tell.step('start', () => engine.containers.start(container, { signal }));
  } catch (error) {
    await engine.containers.remove(container, { force: true, volumes: true }).catch(() => {});
    throw error;
  }
}

async function copyFiles({ engine, container, node, signal }: Boot): Promise<void> {
  await engine.containers.putArchive(container, '/etc', await configTar(node.node.files ?? {}), { signal });
}

/** Pulls always, as buildx does; where that fails, an image that is here already serves. Gives the image's id. */
async function pull({ engine, authFor, tell, signal }: Boot, image: string): Promise<string> {
  const progress = createPullProgress();
  let toldAt = 0;
  let failed: unknown;
  tell.note('pull', image);
  try {
    await tell.status(`pulling image ${image}`, async () => {
      const auth = await authFor(image, signal);
      await engine.images.pull(image, {
        signal,
        auth,
        onProgress: (line) => {
          const bytes = progress(line);
          if (!bytes || (performance.now() - toldAt < PROGRESS_MS && bytes.current < bytes.total)) return;
          toldAt = performance.now();
          tell.progress(bytes);
        },
      });
    });
  } catch (error) {
    signal.throwIfAborted();
    failed = error;
  }
  const found = await orUndefined(engine.images.inspect(image, { signal }));
  if (!found) throw failed ?? vanished(image);
  if (failed !== undefined) {
    await tell.status(`using local image ${image}`, async () => {});
    tell.note('pull', `Using the image that is here: ${wordsOf(failed)}`);
  }
  return found.id;
}

/** False when the container was made by somebody else in the meantime. */
async function create(boot: Boot, options: ParsedOptions, imageId: string): Promise<boolean> {
  const { engine, container, node, gpus, wsl, signal } = boot;
  const { name, flags, files } = node.node;
  const info = await engine.info({ signal });
  const gpu = await gpus.has(engine, info.id, imageId, options.image, signal);
  const body = containerCreateBody({
    nodeName: name,
    options,
    flags: flags ?? [],
    hasToml: files !== null && Object.hasOwn(files, 'buildkitd.toml'),
    facts: { cgroupDriver: info.cgroupDriver, usernsRemap: info.usernsRemap, gpu, wsl },
  });
  try {
    await engine.containers.create(container, { ...body }, { signal: delayed(signal, CREATE_GRACE_MS) });
    return true;
  } catch (error) {
    if (isConflict(error)) return false;
    throw error;
  }
}

/**
 * Fires some time after the other one: an Engine carries out a creation that is cut off all the same, and what it makes must be known to be
 * taken away again.
 */
function delayed(signal: AbortSignal, ms: number): AbortSignal {
  const controller = new AbortController();
  const fire = (): void => void setTimeout(() => controller.abort(signal.reason), ms).unref();
  if (signal.aborted) controller.abort(signal.reason);
  else signal.addEventListener('abort', fire, { once: true });
  return controller.signal;
}

async function waitReady(boot: Boot): Promise<void> {
  const { engine, container, signal } = boot;
  let last = '';
  for (let attempt = 1; attempt <= READY_TRIES; attempt += 1) {
    try {
      const { exitCode, stdout, stderr } = await engine.containers.exec(container, ['buildctl', 'debug', 'workers'], {
        signal,
      });
      if (exitCode === 0) return;
      last = `${stdout.toString('utf8')}${stderr.toString('utf8')}`.trim() || `exit code ${exitCode}`;
    } catch (error) {
      signal.throwIfAborted();
      last = wordsOf(error);
    }
    if (attempt < READY_TRIES) await sleep(attempt * READY_PAUSE_MS, undefined, { signal });
  }
  throw await notReady(boot, last);
}

async function notReady({ engine, container, tell, signal }: Boot, last: string): Promise<SlipwayError> {
  const said = { stdout: '', stderr: '' };
  try {
    const decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
    for await (const { stream, data } of engine.containers.logs(container, { signal })) {
      const text = decoders[stream].write(data);
      tell.log(stream === 'stdout' ? 1 : 2, text);
      said[stream] = (said[stream] + text).slice(-LOG_CHARACTERS);
    }
  } catch (error) {
    said.stderr += `The container's log could not be read: ${wordsOf(error)}`;
  }
  tell.log(2, `${last}\n`);
  // The daemon's own words go to stderr; on stdout a wrong flag prints the whole usage.
  const words = (said.stderr.trim() || said.stdout.trim()).split('\n').slice(-LOG_LINES);
  return new SlipwayError({
    code: 'boot-failed',
    title: 'BuildKit did not come up in its container.',
    meaning: 'The container was started, but the daemon in it does not answer. Its last words are below.',
    remedy: 'Check the image, the flags and the configuration of this builder.',
    detail: [...words, last].join('\n'),
    command: `docker logs ${container}`,
  });
}

function vanished(image: string): SlipwayError {
  return new SlipwayError({
    code: 'image-unavailable',
    title: `The image ${image} was pulled but is not there.`,
    remedy: 'Somebody may have removed it meanwhile. Try again.',
    field: 'image',
  });
}
