import type { DockerCli } from './cli.ts';
import type { RunningEngine } from './engine.ts';
import type { EngineKitName } from './engine-kits.ts';
import type { ProcessId } from './processes.ts';
import type { RunningRegistry } from './registry.ts';

/** All that is known of a testbed that is up: plain data, handed to other processes as JSON in `SLIPWAY_TESTBED`. */
export interface TestbedState {
  readonly version: 1;
  /** The folder of everything that is thrown away with it. */
  readonly folder: string;
  /** Which Engine it has; Docker 26 where nothing is said. */
  readonly kit?: EngineKitName;
  /** The process that it ends with; none for one that a developer keeps up. */
  readonly owner?: ProcessId;
  readonly engine: RunningEngine;
  readonly registry: RunningRegistry;
  readonly cli: DockerCli;
  /** Configuration folder of buildx with the registry as mirror of Docker Hub. */
  readonly buildxConfigDir: string;
}

/** The variable that hands over the state. */
export const stateVariable = 'SLIPWAY_TESTBED';

/** Reads the state out of the variable; undefined when it is not set. */
export function readState(env: NodeJS.ProcessEnv = process.env): TestbedState | undefined {
  const text = env[stateVariable];
  if (text === undefined || text === '') return undefined;
  const state = JSON.parse(text) as TestbedState;
  if (state.version !== 1) throw new Error(`${stateVariable} was written by another version of the testbed.`);
  return state;
}
