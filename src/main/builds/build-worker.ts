// Entry of a build's worker thread: follows the progress stream, reduces it, spools the log, tells what changed.
import { parentPort, workerData } from 'node:worker_threads';
import { failureOf } from '../../shared/contract/failure.ts';
import { type ControlClient, type DialTarget, openControl } from '../buildkit/index.ts';
import type { BuildWorkerStart } from './build-worker-handle.ts';
import { FollowedView } from './followed-view.ts';
import type { FromBuildWorker, ToBuildWorker } from './worker-messages.ts';

/** A frame at 60 Hz, in milliseconds. */
const FRAME = 16;
/** A view that takes long to make is made less often: at most this share of the time goes into it. */
const SHARE = 4;

const port = parentPort;
if (!port) throw new Error('The build worker is no program of its own.');

const view = new FollowedView((workerData as BuildWorkerStart).folder);
const ended = new AbortController();
let control: ControlClient | undefined;
let following: Promise<void> | undefined;
let timer: NodeJS.Timeout | undefined;
let pause = FRAME;
/** Restarted by every message of the stream once the solve has returned. */
let quiet: { readonly milliseconds: number; timer: NodeJS.Timeout } | undefined;

function tell(message: FromBuildWorker): void {
  port?.postMessage(message);
}

function schedule(): void {
  timer ??= setTimeout(publish, pause);
}

function publish(): void {
  clearTimeout(timer);
  timer = undefined;
  const began = performance.now();
  tell({ kind: 'view', view: view.change() });
  pause = Math.max(FRAME, (performance.now() - began) * SHARE);
}

async function follow(target: DialTarget, ref: string): Promise<void> {
  control = openControl(target);
  const onDaemonTime = (time: number) => {
    view.setClockOffset(time - Math.round((performance.timeOrigin + performance.now()) * 1000));
    schedule();
  };
  try {
    for await (const event of control.status(ref, { signal: ended.signal, onDaemonTime })) {
      view.push(event);
      if (quiet !== undefined) wait(quiet.milliseconds);
      schedule();
    }
    finish();
  } catch (error) {
    // Given up after the solve returned: the stream of a build that failed early never ends by itself.
    finish(ended.signal.aborted ? undefined : error);
  }
}

function finish(error?: unknown): void {
  clearTimeout(quiet?.timer);
  publish();
  tell({ kind: 'stream-ended', ...(error === undefined ? {} : { failure: failureOf(error) }) });
  control?.close();
  control = undefined;
}

function wait(milliseconds: number): void {
  clearTimeout(quiet?.timer);
  quiet = { milliseconds, timer: setTimeout(() => ended.abort(), milliseconds) };
}

/** Answers a question; what goes wrong is told to the one who asked. */
function answer(id: number, make: () => FromBuildWorker): void {
  try {
    tell(make());
  } catch (error) {
    tell({ kind: 'fault', id, failure: failureOf(error) });
  }
}

port.on('message', (message: ToBuildWorker) => {
  switch (message.kind) {
    case 'follow':
      following ??= follow(message.target, message.ref);
      return;
    case 'client-status':
      view.push(message.event);
      schedule();
      return;
    case 'solve-returned':
      if (following === undefined) tell({ kind: 'stream-ended' });
      else wait(message.quietMs);
      return;
    case 'settle':
      view.settle(message.end);
      publish();
      return;
    case 'log':
      answer(message.id, () => ({
        kind: 'lines',
        id: message.id,
        ...view.lines(message.step, message.from, message.count),
      }));
      return;
    case 'log-text':
      answer(message.id, () => ({ kind: 'text', id: message.id, ...view.text(message.step) }));
      return;
    case 'close':
      clearTimeout(timer);
      clearTimeout(quiet?.timer);
      ended.abort();
      control?.close();
      void (following ?? Promise.resolve()).then(() => {
        clearTimeout(timer);
        view.dispose();
        port.close();
      });
  }
});
