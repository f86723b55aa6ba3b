import { setTimeout as sleep } from 'node:timers/promises';
import { type Failure, failureOf } from '../../shared/contract/index.ts';
import { openControl } from '../buildkit/index.ts';
import type { ContainerInfo, Engine } from '../engine/index.ts';
import { orUndefined } from './failures.ts';
import { withinTime } from './within-time.ts';

/** What became of a node to which the connection was lost. */
export type NodeFate =
  | { readonly kind: 'engine-gone'; readonly failure: Failure }
  | { readonly kind: 'removed' }
  | { readonly kind: 'stopped'; readonly container: string }
  /** BuildKit ended and the Engine has started it again, or does so. */
  | { readonly kind: 'restarted'; readonly container: string }
  /** It has run all the time: only the connection broke. */
  | { readonly kind: 'runs' };

/** How long the Engine and BuildKit may take for an answer here, in milliseconds. */
const ANSWER_MS = 2000;
/**
 * Pauses between the looks, in milliseconds. A container that seems to run but whose BuildKit does not answer may be about
 * to end, and one that has ended to be removed or started again.
 */
const PAUSES_MS = [100, 200, 400, 800] as const;

/** Which run of its container this is: another one after each start. */
export function runOf({ id, state }: ContainerInfo): string {
  return `${id} ${state.startedAt ?? ''}`;
}

/**
 * Looks what became of a container node. Boots nothing, takes a few seconds at most, never rejects.
 *
 * @param run what `runOf` said when the node was opened
 */
export async function fateOfContainer(engine: Engine, container: string, run: string): Promise<NodeFate> {
  let fate: NodeFate = { kind: 'runs' };
  try {
    for (const pause of [...PAUSES_MS, 0]) {
      const looked = await look(engine, container, run);
      // The same twice is the truth.
      if (looked.kind === fate.kind && looked.kind === 'stopped') return looked;
      fate = looked;
      if (fate.kind === 'removed' || fate.kind === 'restarted') return fate;
      if (fate.kind === 'runs' && (await answers(engine, container))) return fate;
      await sleep(pause);
    }
    return fate;
  } catch (error) {
    return { kind: 'engine-gone', failure: failureOf(error) };
  }
}

async function look(engine: Engine, container: string, run: string): Promise<NodeFate> {
  const info = await orUndefined(
    withinTime(ANSWER_MS, engine, (signal) => engine.containers.inspect(container, { signal })),
  );
  if (info === undefined || info.state.status === 'removing') return { kind: 'removed' };
  const { running, restarting } = info.state;
  if (restarting || (running && runOf(info) !== run)) return { kind: 'restarted', container };
  return running ? { kind: 'runs' } : { kind: 'stopped', container };
}

async function answers(engine: Engine, container: string): Promise<boolean> {
  const control = openControl({ kind: 'container', engine: engine.address, container });
  try {
    await control.listWorkers({ timeoutMs: ANSWER_MS });
    return true;
  } catch {
    return false;
  } finally {
    control.close();
  }
}
