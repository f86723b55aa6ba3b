import { readState, stateVariable } from './state.ts';
import { bringUp, takeDown } from './up.ts';

/**
 * Vitest's global setup of the integration project: one throw-away testbed for the run, or the one that is up already
 * when SLIPWAY_TESTBED is set.
 */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (readState() !== undefined) return undefined;
  const state = await bringUp({ owned: true });
  process.env[stateVariable] = JSON.stringify(state);
  return async () => {
    delete process.env[stateVariable];
    await takeDown(state);
  };
}
