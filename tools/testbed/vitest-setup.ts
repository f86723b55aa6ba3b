import { type EngineKitName, engineKitNames } from './engine-kits.ts';
import { readState, stateVariable } from './state.ts';
import { bringUp, takeDown } from './up.ts';

/** Names the Engine that a run without a testbed of its own gets, such as `docker-28`. */
const kitVariable = 'SLIPWAY_ENGINE_KIT';

function wantedKit(): EngineKitName | undefined {
  const wanted = process.env[kitVariable];
  if (wanted === undefined || wanted === '') return undefined;
  const kit = engineKitNames.find((name) => name === wanted);
  if (kit === undefined) throw new Error(`${kitVariable} is one of ${engineKitNames.join(', ')}.`);
  return kit;
}

/**
 * Vitest's global setup of the projects on real parts: one throw-away testbed for the run, or the one that is up already
 * when SLIPWAY_TESTBED is set.
 */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (readState() !== undefined) return undefined;
  const kit = wantedKit();
  const state = await bringUp({ owned: true, ...(kit === undefined ? {} : { kit }) });
  process.env[stateVariable] = JSON.stringify(state);
  return async () => {
    delete process.env[stateVariable];
    await takeDown(state);
  };
}
