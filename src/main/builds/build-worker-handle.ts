import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { failureOf } from '../../shared/contract/index.ts';
import { dataUnwritable } from '../builders/index.ts';
import { startWorker } from '../buildkit/index.ts';
import type { FromBuildWorker, ToBuildWorker } from './worker-messages.ts';

/** The worker of one build, seen from main. */
export interface BuildWorkerHandle {
  send(message: ToBuildWorker): void;
  /** Ends the thread and removes its spool; resolves when both are gone. */
  close(): Promise<void>;
}

/** What a worker is started with. */
export interface BuildWorkerStart {
  /** Existing folder of its own for the log. */
  readonly folder: string;
}

/**
 * Starts the worker of a build. A worker that breaks is told to the receiver as a fault; nothing else of the app goes with it.
 *
 * @param spoolRoot an existing folder; the worker gets a new one in it
 * @throws SlipwayError `data-unwritable`
 */
export function startBuildWorker(spoolRoot: string, receive: (message: FromBuildWorker) => void): BuildWorkerHandle {
  const folder = newFolder(spoolRoot);
  const workerData: BuildWorkerStart = { folder };
  const worker = startWorker(import.meta.url, 'build-worker', { workerData });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  let closing: Promise<void> | undefined;
  worker.on('message', receive);
  worker.on('error', (error) => receive({ kind: 'fault', failure: failureOf(error) }));
  return {
    send(message) {
      if (closing === undefined) worker.postMessage(message);
    },
    close() {
      closing ??= (async () => {
        const closed: ToBuildWorker = { kind: 'close' };
        worker.postMessage(closed);
        await exited;
        await rm(folder, { recursive: true, force: true });
      })();
      return closing;
    },
  };
}

function newFolder(spoolRoot: string): string {
  try {
    return mkdtempSync(join(spoolRoot, 'build-'));
  } catch (error) {
    throw dataUnwritable(spoolRoot, error);
  }
}
