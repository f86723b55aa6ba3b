import { SlipwayError } from '../../shared/contract/index.ts';
import { isNotFound, wordsOf } from '../builders/index.ts';
import type { CreateEntry } from './journal-entry.ts';
import { leaveIfClosing, type Parts } from './parts.ts';
import { hashOf } from './plan-create.ts';
import { removeVolume } from './remove-volume.ts';

/**
 * Takes back what a creation has made: its container, its volume unless that was there before, its store entry. A build that boots the
 * builder meanwhile is ended first, so that it makes nothing that no list shows.
 *
 * @returns what stays, in sentences
 * @throws SlipwayError `cancelled` when the app is closed meanwhile: all of it is to be done again
 */
export async function undoCreate(entry: CreateEntry, parts: Parts): Promise<readonly string[]> {
  const { builder } = entry;
  const release = await parts.builders.barBoots(builder, takenBack(builder));
  try {
    return (await isOurs(entry, parts)) ? await takeBack(entry, parts) : [];
  } finally {
    release();
  }
}

async function takeBack(entry: CreateEntry, parts: Parts): Promise<readonly string[]> {
  const leftovers: string[] = [];
  const { builder, container, volume, endpoint } = entry;
  try {
    const engine = await parts.engines.engineOf(endpoint);
    await engine.containers.remove(container, { force: true, volumes: true }).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
    });
    if (!entry.keepsVolume) await removeVolume(engine, volume);
  } catch (error) {
    leaveIfClosing(parts);
    const things = entry.keepsVolume
      ? `The container ${container}`
      : `The container ${container} or its volume ${volume}`;
    leftovers.push(`${things} may still be on ${endpoint}: ${wordsOf(error)}`);
  }
  try {
    await parts.store.remove(builder);
  } catch (error) {
    leftovers.push(`The builder ${builder} is still listed: ${wordsOf(error)}`);
  }
  return leftovers;
}

function takenBack(builder: string): SlipwayError {
  return new SlipwayError({
    code: 'conflict',
    title: `The builder ${builder} was taken back.`,
    meaning: 'It was still being made, and that failed or was cancelled.',
    remedy: 'Choose another builder, or make it again.',
  });
}

/**
 * Whether the store's entry is the one that this creation wrote. Without it nothing of ours can be there, since it is
 * written first; and a builder of somebody else under the name must not be touched.
 */
export async function isOurs(entry: CreateEntry, { store }: Parts): Promise<boolean> {
  const stored = await store.read(entry.builder);
  return stored !== undefined && hashOf(stored) === entry.instanceHash;
}
