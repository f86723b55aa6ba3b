import { isNotFound, PURPOSE_LABEL, wordsOf } from '../builders/index.ts';
import { type ContainerRun, type Engine, openCredentials } from '../engine/index.ts';
import type { RunImageEntry } from './journal-entry.ts';
import { cancelled, type Operation, type PlannedStep } from './operation.ts';
import { OutputTail } from './output-tail.ts';
import { leaveIfClosing, noteStep, type Parts } from './parts.ts';

/** Output is shown this often at most, in milliseconds. */
const SHOW_MS = 50;

export const RUN_STEPS: readonly PlannedStep[] = [{ id: 'run', title: 'Run the image' }];

/** The label that marks the container of a run, so that the next start finds it. */
function runLabel(id: string): Readonly<Record<string, string>> {
  return { [PURPOSE_LABEL]: 'run-image', 'app.slipway.operation': id };
}

/**
 * Runs an image as `docker run --rm IMAGE` does, without a terminal: pulled only when it is not there, output shown as it
 * comes. Cancelling stops the program.
 *
 * @returns the program's exit code
 */
export async function runImage(
  operation: Operation,
  image: string,
  entry: RunImageEntry,
  parts: Parts,
): Promise<number> {
  operation.step('run', 'running');
  let exitCode: number;
  try {
    const engine = await parts.engines.engineOf(entry.endpoint);
    await noteStep(parts, entry, 'run');
    const run = await startRun(engine, image, entry.id, operation, parts);
    // Only a help: the next start finds the container by its label, so a program that runs is not given up for it.
    await parts.journal.write({ ...entry, step: 'run', containerId: run.containerId }).catch(() => {});
    exitCode = await watch(run, operation);
  } catch (error) {
    leaveIfClosing(parts);
    await parts.journal.remove(entry.id);
    throw error;
  }
  await parts.journal.remove(entry.id);
  if (operation.signal.aborted) throw cancelled();
  return exitCode;
}

async function startRun(
  engine: Engine,
  image: string,
  id: string,
  operation: Operation,
  parts: Parts,
): Promise<ContainerRun> {
  const { signal } = operation;
  try {
    return await begin();
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  operation.note('run', `pulling ${image}`);
  const auth = await openCredentials(parts.environment).registryAuth(image, { signal });
  await engine.images.pull(image, { auth, signal });
  operation.note('run', '');
  return begin();

  /** Aborting kills a run at once. That is right only while it begins: a program that runs is asked to end. */
  async function begin(): Promise<ContainerRun> {
    const beginning = new AbortController();
    const abort = (): void => beginning.abort();
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await engine.run({ image, labels: runLabel(id), signal: beginning.signal });
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }
}

async function watch(run: ContainerRun, operation: Operation): Promise<number> {
  const tail = new OutputTail();
  let timer: NodeJS.Timeout | undefined;
  const show = (): void => {
    timer = undefined;
    operation.output(tail.lines());
  };
  const stop = (): void => {
    run.stop().catch((error: unknown) => operation.note('run', `It could not be stopped: ${wordsOf(error)}`));
  };
  if (operation.signal.aborted) stop();
  else operation.signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const { stream, data } of run.output) {
      tail.add(stream === 'stdout' ? 1 : 2, data);
      timer ??= setTimeout(show, SHOW_MS);
    }
    return await run.exitCode;
  } finally {
    clearTimeout(timer);
    show();
    operation.signal.removeEventListener('abort', stop);
  }
}
