import { setTimeout as delay } from 'node:timers/promises';
import { ensureChromium } from '../testbed/chromium.ts';
import { engineContents } from '../testbed/engine-api.ts';
import type { EngineKitName } from '../testbed/engine-kits.ts';
import { leftovers } from '../testbed/leftovers.ts';
import { stateVariable, type TestbedState } from '../testbed/state.ts';
import { bringUp, takeDown } from '../testbed/up.ts';
import { type Count, nothing, oneCheck } from './count.ts';
import type { TestRun } from './test-run.ts';

/** The real parts of a run, or why there are none. */
export type RealParts =
  | { readonly kind: 'up'; readonly state: TestbedState; readonly env: NodeJS.ProcessEnv }
  | { readonly kind: 'missing'; readonly reason: string };

/** Brings the testbed up: with Chromium where nothing is said, or another Engine without. */
export async function bringRealParts(env: NodeJS.ProcessEnv, kit?: EngineKitName): Promise<RealParts> {
  if (process.platform !== 'linux') return { kind: 'missing', reason: 'the testbed runs on Linux only' };
  try {
    if (kit === undefined) await ensureChromium();
    const state = await bringUp({ owned: true, ...(kit === undefined ? {} : { kit }) });
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

/** Takes the testbed down and looks for what the run left on the machine. */
export async function checkMachine(parts: RealParts | undefined, run: TestRun): Promise<Count> {
  if (parts?.kind === 'up') await takeDown(parts.state);
  if (process.platform !== 'linux') return nothing;
  const traces = {
    paths: [run.folder],
    run: run.id,
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
