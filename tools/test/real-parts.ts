import { setTimeout as delay } from 'node:timers/promises';
import { ensureChromium } from '../testbed/chromium.ts';
import { engineContents } from '../testbed/engine-api.ts';
import { leftovers } from '../testbed/leftovers.ts';
import { stateVariable, type TestbedState } from '../testbed/state.ts';
import { bringUp, takeDown } from '../testbed/up.ts';
import { type Count, nothing, oneCheck } from './count.ts';

/** The real parts of a run, or why there are none. */
export type RealParts =
  | { readonly kind: 'up'; readonly state: TestbedState; readonly env: NodeJS.ProcessEnv }
  | { readonly kind: 'missing'; readonly reason: string };

/** Installs Chromium and brings the testbed up. */
export async function bringRealParts(env: NodeJS.ProcessEnv): Promise<RealParts> {
  if (process.platform !== 'linux') return { kind: 'missing', reason: 'the testbed runs on Linux only' };
  try {
    await ensureChromium();
    const state = await bringUp({ owned: true });
    return { kind: 'up', state, env: { ...env, [stateVariable]: JSON.stringify(state) } };
  } catch (error) {
    return { kind: 'missing', reason: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Whether tests left a container, volume or network on the Engine. Said by name, once: `known` holds what was said before,
 * and takes what is said now.
 */
export async function checkEngine(state: TestbedState, who: string, known: Set<string>): Promise<Count> {
  const contents = await engineContents(state.engine.socket);
  const left = Object.entries(contents)
    .flatMap(([kind, names]) => (names as readonly string[]).map((name) => `${kind.slice(0, -1)} ${name}`))
    .filter((one) => !known.has(one));
  for (const one of left) known.add(one);
  if (left.length === 0) return { ...nothing, passed: 1 };
  return { ...nothing, failures: left.map((one) => `${who} left on the Engine: ${one}`) };
}

/** Takes the testbed down and looks for what the run left on the machine. `folder` is its temporary folder. */
export async function checkMachine(parts: RealParts | undefined, run: string, folder: string): Promise<Count> {
  if (parts?.kind === 'up') await takeDown(parts.state);
  if (process.platform !== 'linux') return nothing;
  const traces = {
    paths: [folder],
    run,
    bridges: parts?.kind === 'up' ? [parts.state.engine.network.bridge] : [],
  };
  // A browser's helpers end a moment after it.
  let left = await leftovers(traces);
  for (let tries = 0; left.length > 0 && tries < 20; tries++) {
    await delay(250);
    left = await leftovers(traces);
  }
  if (left.length === 0) return oneCheck('nothing is left on the machine', true);
  return { ...nothing, failures: left.map((one) => `left on the machine: ${one}`) };
}
