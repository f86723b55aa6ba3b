import { type Failure, failureOf, SlipwayError } from '../../shared/contract/index.ts';
import { isNotFound, orUndefined, wordsOf } from '../builders/index.ts';
import type { Engine } from '../engine/index.ts';
import type { RemoveEntry } from './journal-entry.ts';
import { lookFor } from './look.ts';
import type { Operation } from './operation.ts';
import { leaveIfClosing, noteStep, type Parts } from './parts.ts';
import { removeVolume } from './remove-volume.ts';

type Node = RemoveEntry['nodes'][number];

/** Where a removal is shown; a recovery has no operation to show it in. */
export type StepTeller = Pick<Operation, 'step' | 'check'>;

export interface RemoveResult {
  /** The first thing that went wrong; the rest was done nevertheless, as the CLI does. */
  readonly error?: unknown;
  readonly leftovers: readonly string[];
}

/**
 * Removes a builder as `docker buildx rm` does: per node stop, container, volume; then the store's entry, even if a node
 * failed. The volume goes also when its container is gone already, which the CLI forgets. Cancelling stops before the
 * next step and keeps the entry, so that it can be done again.
 */
export async function runRemove(
  entry: RemoveEntry,
  parts: Parts,
  tell: StepTeller,
  unreachable: Readonly<Record<string, Failure>> = {},
): Promise<RemoveResult> {
  const leftovers: string[] = [];
  let failed: unknown;
  const release = await parts.builders.barBoots(entry.builder, beingRemoved(entry.builder));
  try {
    for (const node of entry.nodes) {
      try {
        const failure = unreachable[node.node];
        if (failure) throw new SlipwayError(failure);
        await removeNode(node, entry, parts, tell, leftovers);
      } catch (error) {
        tell.check();
        leaveIfClosing(parts);
        failed ??= error;
        for (const step of ['stop', 'container', 'volume']) tell.step(`${node.node}/${step}`, 'failed');
        leftovers.push(await whatStays(node, entry, parts, error));
      }
    }
    tell.check();
    tell.step('write-store', 'running');
    await noteStep(parts, entry, 'write-store');
    await parts.store.remove(entry.builder);
    tell.step('write-store', 'done');
  } catch (error) {
    leaveIfClosing(parts);
    await parts.journal.remove(entry.id);
    return { error, leftovers: [...leftovers, `The builder ${entry.builder} is still listed.`] };
  } finally {
    release();
  }
  await noteStep(parts, entry, 'finish');
  await parts.journal.remove(entry.id);
  return { ...(failed === undefined ? {} : { error: failed }), leftovers };
}

async function removeNode(
  node: Node,
  entry: RemoveEntry,
  parts: Parts,
  tell: StepTeller,
  leftovers: string[],
): Promise<void> {
  const engine = await parts.engines.engineOf(node.endpoint);
  const begin = async (step: string): Promise<void> => {
    tell.check();
    tell.step(`${node.node}/${step}`, 'running');
    await noteStep(parts, entry, `${node.node}/${step}`);
  };
  await begin('stop');
  const { container: found } = await lookFor(engine, node);
  // What carries the name now and did not then was made by somebody else since.
  const ours = found !== undefined && (node.containerId === '' || found.id === node.containerId);
  if (found && !ours) {
    leftovers.push(`The container ${node.container} was made anew by somebody else and stays, with its volume.`);
    for (const step of ['stop', 'container', 'volume']) tell.step(`${node.node}/${step}`, 'skipped');
    return;
  }
  tell.step(`${node.node}/stop`, 'done', found?.state.running ? await stop(engine, found.id, parts) : undefined);

  await begin('container');
  if (found) {
    await engine.containers.remove(found.id, { force: true, volumes: true }).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
    });
  }
  tell.step(`${node.node}/container`, 'done');

  if (entry.keepState) {
    tell.step(`${node.node}/volume`, 'skipped', 'Its cache is there again for a builder of the same name.');
    return;
  }
  await begin('volume');
  const volume = await orUndefined(engine.volumes.inspect(node.volume));
  const same = node.volumeCreatedAt === null || volume?.createdAt === node.volumeCreatedAt;
  if (volume && same) await removeVolume(engine, node.volume);
  else if (volume) leftovers.push(`The volume ${node.volume} was made anew by somebody else and stays.`);
  tell.step(`${node.node}/volume`, 'done');
}

/**
 * One that does not stop is removed by force in the next step all the same, as `docker buildx rm` does.
 *
 * @returns what to say of it
 */
async function stop(engine: Engine, id: string, parts: Parts): Promise<string | undefined> {
  try {
    await engine.containers.stop(id);
    return undefined;
  } catch (error) {
    leaveIfClosing(parts);
    // Where the Engine itself does not answer, the next step says so.
    return `It did not stop and is removed as it is: ${wordsOf(error)}`;
  }
}

function beingRemoved(builder: string): SlipwayError {
  return new SlipwayError({
    code: 'conflict',
    title: `The builder ${builder} is being removed.`,
    remedy: 'Choose another builder.',
  });
}

async function whatStays(node: Node, { keepState }: RemoveEntry, parts: Parts, error: unknown): Promise<string> {
  const why = wordsOf(error);
  try {
    // An Engine that has just not answered is not waited for once more.
    if (failureOf(error).code.startsWith('engine-')) throw error;
    const { container, volume } = await lookFor(await parts.engines.engineOf(node.endpoint), node);
    const things = [
      ...(container ? [`the container ${node.container}`] : []),
      ...(volume && !keepState ? [`the volume ${node.volume}`] : []),
    ];
    if (things.length === 0) return `Nothing of ${node.node} stays, though this was said: ${why}`;
    return `Still on ${node.endpoint}: ${things.join(' and ')}. ${why}`;
  } catch {
    const things = keepState
      ? `The container ${node.container}`
      : `The container ${node.container} and the volume ${node.volume}`;
    return `${things} may still be on ${node.endpoint}. ${why}`;
  }
}
