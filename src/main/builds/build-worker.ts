// Entry of a build's worker thread: follows the progress stream, reduces it, spools the log, tells what changed.
import { parentPort, workerData } from 'node:worker_threads';
import { failureOf } from '../../shared/contract/failure.ts';
import { type ControlClient, type DialTarget, openControl } from '../buildkit/index.ts';
import type { BuildWorkerStart } from './build-worker-handle.ts';
import { FollowedView } from './followed-view.ts';
import { createOutlet } from './outlet.ts';
import type { FromBuildWorker, ToBuildWorker } from './worker-messages.ts';

/** A frame at 60 Hz, in milliseconds. */
const FRAME = 16;
/** A view that takes long to make is made less often: at most this share of the time goes into it. */
const SHARE = 4;
/** Milliseconds before a stream that broke is opened again. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 8000;

const port = parentPort;
if (!port) throw new Error('The build worker is no program of its own.');

const view = new FollowedView((workerData as BuildWorkerStart).folder);
const ended = new AbortController();
let control: ControlClient | undefined;
let following: Promise<void> | undefined;
let timer: NodeJS.Timeout | undefined;
let pause = FRAME;
let wake: () => void = () => {};
let finished = false;
/** Restarted by every message of the stream once the solve has returned. */
let quiet: { readonly milliseconds: number; timer: NodeJS.Timeout } | undefined;

/** Answers go at once, the rest in order. */
function tell(message: FromBuildWorker): void {
  port?.postMessage(message);
}
const outlet = createOutlet(tell, FRAME);

function schedule(): void {
  timer ??= setTimeout(publishInTime, pause);
}

/** Main has not been told the view before as a whole: what comes meanwhile goes into the next. */
function publishInTime(): void {
  timer = undefined;
  if (outlet.waiting) schedule();
  else publish();
}

function publish(): void {
  clearTimeout(timer);
  timer = undefined;
  const began = performance.now();
  outlet.say({ kind: 'view', view: view.change() });
  pause = Math.max(FRAME, (performance.now() - began) * SHARE);
}

/** Follows the stream to its end. One that breaks while the build goes on is opened again; it then says everything anew. */
async function follow(target: DialTarget, ref: string): Promise<void> {
  const opened = openControl(target);
  control = opened;
  const onDaemonTime = (time: number) => {
    view.setClockOffset(time - Math.round((performance.timeOrigin + performance.now()) * 1000));
    schedule();
  };
  for (let again = FIRST_PAUSE; ; again = Math.min(again * 2, LONGEST_PAUSE)) {
    try {
      for await (const event of opened.status(ref, { signal: ended.signal, onDaemonTime })) {
        again = FIRST_PAUSE;
        view.push(event, 'daemon');
        if (quiet !== undefined) wait(quiet.milliseconds);
        schedule();
      }
      return finish();
    } catch (error) {
      // Given up after the solve returned: the stream of a build that failed early never ends by itself.
      if (ended.signal.aborted) return finish();
      if (quiet !== undefined) return finish(error);
    }
    await pauseFor(again);
    view.restart();
  }
}

/** Returns earlier when the build has ended: it is read once more then. */
function pauseFor(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timeout = setTimeout(resolve, milliseconds);
    wake = () => {
      clearTimeout(timeout);
      resolve();
    };
  });
}

function finish(error?: unknown): void {
  finished = true;
  clearTimeout(quiet?.timer);
  publish();
  outlet.say({ kind: 'stream-ended', ...(error === undefined ? {} : { failure: failureOf(error) }) });
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
      view.push(message.event, 'client');
      schedule();
      return;
    case 'solve-returned':
      if (following === undefined) outlet.say({ kind: 'stream-ended' });
      else if (!finished) wait(message.quietMs);
      wake();
      return;
    case 'settle':
      try {
        view.settle(message.end);
        publish();
        outlet.say({ kind: 'settled', id: message.id });
      } catch (error) {
        tell({ kind: 'fault', id: message.id, failure: failureOf(error) });
      }
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
    case 'step-of':
      answer(message.id, () => ({ kind: 'step', id: message.id, step: view.stepOf(message.vertex) }));
      return;
    case 'close':
      clearTimeout(timer);
      clearTimeout(quiet?.timer);
      ended.abort();
      wake();
      control?.close();
      void (following ?? Promise.resolve()).then(() => {
        clearTimeout(timer);
        outlet.close();
        view.dispose();
        port.close();
      });
  }
});
