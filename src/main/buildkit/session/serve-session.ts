import { readFileSync } from 'node:fs';
import { type Failure, SlipwayError } from '../../../shared/contract/failure.ts';
import { BrokenOffError } from './broken-off.ts';
import { startClientVertex } from './client-vertex.ts';
import { ExportResults } from './export-results.ts';
import { ReadAhead } from './fsutil/read-ahead.ts';
import type { SendWarning } from './fsutil/sender.ts';
import { type Handler, serveGrpc } from './grpc/serve.ts';
import type { Http2Connection } from './h2/serve-http2.ts';
import { ignorePatterns } from './ignore-file.ts';
import type { FromWorker, WorkerStart } from './messages.ts';
import { openSessionStream } from './open-session-stream.ts';
import { authService } from './services/auth.ts';
import { contentWriteService } from './services/content-write.ts';
import { type ExportSink, fileSendService } from './services/file-send.ts';
import { fileSyncService } from './services/file-sync.ts';
import { healthService, secretsService } from './services/small-services.ts';
import { writeExportFile } from './services/write-file.ts';
import type { RegistryCredentials, SessionExport } from './types.ts';

/** Longer than a daemon needs to open its side, shorter than a person waits for nothing. */
const READY_TIMEOUT = 20_000;
/** With more patterns than these, trying them on a file takes longer than reading what it is. */
const MOST_GUESSED = 1000;
const NO_ANSWER = 'No answer within 20 seconds.';

export interface SessionHost {
  tell(message: FromWorker): void;
  credentials(host: string): Promise<RegistryCredentials | undefined>;
}

export interface ServedSession {
  /** Puts the files that came into their places; what cannot be is told as a failure before this returns. */
  commit(): void;
  /** Ends it; files that are not committed are discarded. */
  close(): void;
}

/** Opens a session and serves it. Resolves when the daemon has come in; `tell` gets `lost` if it goes again before `close`. */
export async function serveSession(start: WorkerStart, host: SessionHost): Promise<ServedSession> {
  const ahead = readAhead(start);
  const results = new ExportResults((message) => host.tell(message));
  const handlers = servicesOf(start, host, ahead, results);
  const stream = await withinTime((signal) =>
    openSessionStream(start.target, start.id, start.sharedKey, [...handlers.keys()], signal),
  );
  let failure: unknown;
  let closing = false;
  stream.on('error', (error) => {
    failure ??= error;
  });
  const session = serveGrpc(stream, handlers);
  session.on('error', (error) => {
    failure ??= error;
  });
  try {
    await arrivalOf(session, () => failure);
  } catch (error) {
    stream.destroy();
    throw error;
  }
  session.once('close', () => {
    ahead?.stop();
    stream.destroy();
    if (!closing) host.tell({ kind: 'lost', failure: lostFailure(failure) });
  });
  return {
    commit: () => results.commit(),
    close() {
      closing = true;
      results.discard();
      session.destroy();
      stream.destroy();
    },
  };
}

/** Without a context, or where it cannot be read, there is nothing to do yet: who asks for it is told. */
function readAhead({ localDirs, ignoreFile }: WorkerStart): ReadAhead | undefined {
  const { context } = localDirs;
  if (context === undefined) return undefined;
  try {
    const guess = ignoreFile === undefined ? [] : ignorePatterns(readFileSync(ignoreFile, 'utf8'));
    return guess.length > MOST_GUESSED ? undefined : new ReadAhead(context, guess);
  } catch {
    return undefined;
  }
}

function servicesOf(
  start: WorkerStart,
  host: SessionHost,
  ahead: ReadAhead | undefined,
  results: ExportResults,
): ReadonlyMap<string, Handler> {
  return new Map([
    ...healthService(),
    ...fileSyncService(
      start.localDirs,
      (folder, error) => host.tell({ kind: 'failure', failure: folderFailure(folder, error), late: false }),
      (warning) => host.tell({ kind: 'warning', warning: sendWarning(warning) }),
      ahead,
    ),
    ...(start.exports.length > 0 ? fileSendService(start.exports, sinkOf(start, host, results), results) : []),
    ...layoutService(start.exports, results),
    ...authService((registry) => host.credentials(registry), start.tokenSeedFolder, start.proxyVariables),
    ...secretsService(start.secrets),
  ]);
}

function layoutService(exports: readonly SessionExport[], results: ExportResults) {
  const [layout] = exports.flatMap(({ to }) => (to.kind === 'layout' ? [to] : []));
  return layout === undefined
    ? []
    : contentWriteService(layout.path, (error, late) => results.failed(layout, error, late));
}

function sinkOf(start: WorkerStart, host: SessionHost, results: ExportResults): ExportSink {
  return async (bytes, { exporterIndex, to }) => {
    if (to.kind !== 'engine-load') {
      const file = await writeExportFile(bytes, to.path);
      if (file === undefined) results.left(to);
      else results.hold(to, file);
      return;
    }
    const identity = `${start.id}:${exporterIndex}`;
    const vertex = startClientVertex('importing to docker', identity, (event) => host.tell({ kind: 'status', event }));
    try {
      // Few builds need it, and what it stands on takes a while to load.
      const { loadImage } = await import('./services/load-image.ts');
      await loadImage(bytes, to.engine, (progress) => {
        if (progress.kind === 'layer')
          vertex.progress(`loading layer ${progress.id}`, progress.current, progress.total);
      });
      vertex.end();
      results.left(to);
    } catch (error) {
      vertex.end(error instanceof BrokenOffError ? 'context canceled' : textOf(error));
      throw error;
    }
  };
}

/** The signal is not `AbortSignal.timeout`: one that fires later would end the open stream. */
async function withinTime<T>(open: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), READY_TIMEOUT);
  try {
    return await open(abort.signal);
  } catch (error) {
    throw abort.signal.aborted ? lost(NO_ANSWER) : error;
  } finally {
    clearTimeout(timer);
  }
}

/** The daemon's first HTTP/2 frame shows that it accepted the session. */
function arrivalOf(session: Http2Connection, failure: () => unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(lost(NO_ANSWER)), READY_TIMEOUT);
    session.once('ready', () => {
      clearTimeout(timer);
      resolve();
    });
    session.once('close', () => {
      clearTimeout(timer);
      const cause = failure();
      reject(cause instanceof SlipwayError ? cause : lost(cause === undefined ? '' : textOf(cause)));
    });
  });
}

function lost(detail: string): SlipwayError {
  return new SlipwayError(lostFailure(detail === '' ? undefined : detail));
}

function lostFailure(cause: unknown): Failure {
  return {
    code: 'buildkit-unavailable',
    title: 'The builder dropped the connection that sends your files.',
    meaning: 'A build that still needs them, or a secret or login of yours, fails.',
    remedy: 'Build again.',
    ...(cause === undefined ? {} : { detail: textOf(cause) }),
  };
}

function folderFailure(folder: string, error: unknown): Failure {
  return {
    code: 'context-unreadable',
    title: 'A folder of the build cannot be sent.',
    meaning: `Slipway could not read all of ${folder}.`,
    detail: textOf(error),
  };
}

function sendWarning(warning: SendWarning): Failure {
  if (warning.kind === 'changed') {
    return {
      code: 'context-unreadable',
      title: 'A file changed while it was sent.',
      meaning: `The build has ${warning.path} as it was when it was read.`,
    };
  }
  return {
    code: 'context-unreadable',
    title: 'A file could not be read.',
    meaning: `The build has ${warning.path} as an empty file.`,
    detail: textOf(warning.error),
  };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
