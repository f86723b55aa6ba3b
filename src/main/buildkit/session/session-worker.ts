// Entry of the session's worker thread: serves one session, so that no work of the app delays BuildKit's health checks.
import { parentPort, workerData } from 'node:worker_threads';
import { failureOf } from '../../../shared/contract/failure.ts';
import type { FromWorker, ToWorker, WorkerStart } from './messages.ts';
import { type ServedSession, serveSession } from './serve-session.ts';
import type { RegistryCredentials } from './types.ts';

const port = parentPort;
if (!port) throw new Error('The session worker is no program of its own.');

const asked = new Map<number, (answer: RegistryCredentials | undefined) => void>();
let requests = 0;
let session: ServedSession | undefined;
let closed = false;

function tell(message: FromWorker): void {
  port?.postMessage(message);
}

port.on('message', (message: ToWorker) => {
  switch (message.kind) {
    case 'credentials':
      asked.get(message.request)?.(message.answer);
      asked.delete(message.request);
      return;
    case 'commit':
      session?.commit();
      tell({ kind: 'committed' });
      return;
    case 'close':
      closed = true;
      session?.close();
      // Nothing listens any more, so the thread ends by itself.
      port.close();
  }
});

serveSession(workerData as WorkerStart, {
  tell,
  credentials: (host) =>
    new Promise((resolve) => {
      const request = ++requests;
      asked.set(request, resolve);
      tell({ kind: 'credentials', request, host });
    }),
}).then(
  (opened) => {
    session = opened;
    if (closed) opened.close();
    else tell({ kind: 'ready' });
  },
  (error: unknown) => {
    tell({ kind: 'lost', failure: failureOf(error) });
    port.close();
  },
);
