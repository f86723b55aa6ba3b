import { setTimeout as sleep } from 'node:timers/promises';
import { SlipwayError } from '../../shared/contract/index.ts';
import { isNotFound } from '../builders/index.ts';
import type { Engine } from '../engine/index.ts';

const TRIES = 5;
const PAUSE_MS = 300;

/**
 * Deletes a state volume, however long the Engine takes; never by force. Just after its container went the Engine may
 * still call it in use for a moment; who has it longer made the builder anew.
 *
 * @throws SlipwayError `volume-in-use`
 */
export async function removeVolume(engine: Engine, volume: string, signal?: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await engine.volumes.remove(volume, { signal });
      return;
    } catch (error) {
      if (isNotFound(error)) return;
      const inUse = error instanceof SlipwayError && error.failure.code === 'volume-in-use';
      if (!inUse || attempt >= TRIES) throw error;
    }
    await sleep(PAUSE_MS, undefined, { signal });
  }
}
