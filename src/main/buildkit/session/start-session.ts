import type { Worker } from 'node:worker_threads';
import { type Failure, failureOf, SlipwayError } from '../../../shared/contract/failure.ts';
import { cancelled } from '../dial/dial-error.ts';
import { newBuildId } from '../ids.ts';
import { causeOf, type SessionFailure } from './cause.ts';
import { exportFailure } from './export-failure.ts';
import type { FromWorker, ToWorker, WorkerStart } from './messages.ts';
import { startWorker } from './start-worker.ts';
import type { BuildSession, SessionOptions } from './types.ts';

/** Many short-lived buffers: sending 20,000 files to a container took a tenth less processor time than with the default. */
const LIMITS = { maxYoungGenerationSizeMb: 64 };

/**
 * Starts a session in a worker thread, which dials a connection of its own. Resolves once the daemon has come in.
 *
 * @throws SlipwayError why the daemon could not be reached, `cancelled`, or `invalid-input` for a secret that is too large
 */
export async function startSession(options: SessionOptions): Promise<BuildSession> {
  const { signal } = options;
  if (signal?.aborted) throw cancelled(signal.reason);
  checkSecrets(options.secrets ?? {});
  const start: WorkerStart = {
    id: newBuildId(),
    target: options.target,
    sharedKey: options.sharedKey,
    localDirs: options.localDirs,
    secrets: options.secrets ?? {},
    exports: options.exports ?? [],
    tokenSeedFolder: options.tokenSeedFolder,
    proxyVariables: options.proxyVariables ?? {},
    ignoreFile: options.ignoreFile,
  };
  const worker = startWorker(import.meta.url, 'session-worker', { workerData: start, resourceLimits: LIMITS });
  const heard: Heard = { failures: [], warnings: [], left: [] };
  const { failures, warnings, left } = heard;
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= endWorker(worker);
    return closing;
  };
  try {
    await whenReady(worker, options, heard, () => closing !== undefined);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    id: start.id,
    failures: () => failures.map(({ failure }) => failure),
    causeOf: (words) => causeOf(failures, words),
    warnings: () => [...warnings],
    leftovers: () => [...left],
    async commit() {
      const { to } = start.exports.find((each) => each.to.kind === 'file') ?? {};
      if (to === undefined) return;
      await commitIn(worker).catch((error: unknown) => {
        failures.push({ failure: exportFailure(to, error), late: false });
      });
    },
    close,
  };
}

/** What BuildKit's own client takes (moby/buildkit session/secrets/secretsprovider/secretsprovider.go). */
const LARGEST_SECRET = 500 * 1024;

function checkSecrets(secrets: Readonly<Record<string, Uint8Array>>): void {
  for (const [id, { length }] of Object.entries(secrets)) {
    if (length <= LARGEST_SECRET) continue;
    throw new SlipwayError({
      code: 'invalid-input',
      title: `The secret ${id} is too large.`,
      meaning: `It has ${length.toLocaleString('en')} bytes; BuildKit takes 512,000.`,
    });
  }
}

/** A folder that is changed while it is sent could bring one for each file. */
const MOST_WARNINGS = 100;

interface Heard {
  readonly failures: SessionFailure[];
  readonly warnings: Failure[];
  readonly left: Failure[];
}

function whenReady(
  worker: Worker,
  options: SessionOptions,
  { failures, warnings, left }: Heard,
  isClosing: () => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let ready = false;
    let lost = false;
    const onLost = (failure: Failure) => {
      options.signal?.removeEventListener('abort', onAbort);
      if (!ready) reject(new SlipwayError(failure));
      else if (!isClosing() && !lost) options.onLost?.(failure);
      lost = true;
    };
    const onAbort = () => reject(cancelled(options.signal?.reason));
    options.signal?.addEventListener('abort', onAbort, { once: true });
    worker.on('message', (message: FromWorker) => {
      switch (message.kind) {
        case 'ready':
          ready = true;
          options.signal?.removeEventListener('abort', onAbort);
          resolve();
          return;
        case 'lost':
          onLost(message.failure);
          return;
        case 'failure':
          failures.push({ failure: message.failure, late: message.late });
          return;
        case 'left':
          left.push(message.left);
          return;
        case 'committed':
          // Heard by who waits for it.
          return;
        case 'warning':
          if (warnings.length < MOST_WARNINGS) warnings.push(message.warning);
          return;
        case 'status':
          options.onStatus?.(message.event);
          return;
        case 'credentials':
          void answerCredentials(worker, options, message.request, message.host, warnings);
      }
    });
    worker.on('error', (error) => onLost(failureOf(error)));
    worker.on('exit', () => onLost(failureOf(new Error('The worker of the session ended.'))));
  });
}

/** Whatever goes wrong here, the daemon goes on without a login: a public image must not fail because of a broken helper. */
async function answerCredentials(
  worker: Worker,
  options: SessionOptions,
  request: number,
  host: string,
  warnings: Failure[],
): Promise<void> {
  const answer = await Promise.resolve(options.onCredentials?.(host)).catch((error: unknown) => {
    warnings.push(failureOf(error));
    return undefined;
  });
  const message: ToWorker = { kind: 'credentials', request, answer };
  worker.postMessage(message);
}

/** Resolves when all that the worker has to say of it is heard. @throws Error where there is no worker any more */
function commitIn(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const onMessage = ({ kind }: FromWorker) => {
      if (kind !== 'committed') return;
      worker.off('message', onMessage).off('exit', onExit);
      resolve();
    };
    const onExit = () => reject(new Error('The worker of the session ended.'));
    worker.on('message', onMessage).once('exit', onExit);
    if (worker.threadId === -1) onExit();
    const message: ToWorker = { kind: 'commit' };
    worker.postMessage(message);
  });
}

/** Lets the worker close its connection; ends it by force if it does not. */
async function endWorker(worker: Worker): Promise<void> {
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  if (worker.threadId === -1) return;
  const message: ToWorker = { kind: 'close' };
  worker.postMessage(message);
  const timer = setTimeout(() => void worker.terminate(), 2000);
  await exited;
  clearTimeout(timer);
}
