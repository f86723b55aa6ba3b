import { createHash } from 'node:crypto';
import type { CreateBuilder } from '../../shared/actions/schemas.ts';
import { type EngineFacts, type Failure, SlipwayError } from '../../shared/contract/index.ts';
import { checkOptions, parseOptions, withDefaultEntitlement } from '../../shared/options/index.ts';
import { containerNameOf, failureOfIssues, parsePlatforms, stateVolumeOf } from '../builders/index.ts';
import { encodeInstance, nextNodeName, type StoredInstance, validateName } from '../buildx/index.ts';
import type { PlannedStep } from './operation.ts';

/** What is known of store, contexts and Engine at the moment of planning. */
export interface CreateFacts {
  readonly contextNames: readonly string[];
  /** Name as stored of a builder that has this name already. */
  readonly existingBuilder: string | undefined;
  /** What buildx would store as Endpoint. */
  readonly endpoint: string;
  /** Absent where the Engine does not matter (nothing is booted) and does not answer. */
  readonly engine:
    | Pick<EngineFacts, 'cpus' | 'memory' | 'cgroupDriver' | 'swapLimit' | 'containerdImageStore'>
    | undefined;
  readonly containerExists: boolean;
  readonly volumeExists: boolean;
  /** From buildkitd.default.toml; null without one. */
  readonly files: Readonly<Record<string, Uint8Array>> | null;
  readonly tomlEntitlements: readonly string[];
  /** Endpoint key of the current context, for `use`. */
  readonly currentKey: string;
  /** What is selected for that key; empty for the context's own builder. */
  readonly currentBefore: string;
}

export interface CreatePlan {
  readonly instance: StoredInstance;
  readonly instanceHash: string;
  readonly node: string;
  readonly endpoint: string;
  readonly container: string;
  readonly volume: string;
  /** Delete the volume that is there first. */
  readonly emptiesVolume: boolean;
  /** The volume was there and is used: it stays whatever happens. */
  readonly keepsVolume: boolean;
  readonly boot: boolean;
  readonly useKey: string | null;
  readonly currentBefore: string;
  readonly steps: readonly PlannedStep[];
}

/** Container of the node that a new builder of this name gets. @throws SlipwayError `invalid-input` at `name` */
export function firstNodeOf(name: string): {
  readonly node: string;
  readonly container: string;
  readonly volume: string;
} {
  const node = nextNodeName(checkedName(name), []);
  const container = containerNameOf(node);
  return { node, container, volume: stateVolumeOf(container) };
}

/**
 * What making a builder takes, or why it cannot be made. Pure.
 *
 * The store entry is written first, as the CLI does it: a crash later leaves a builder that is listed, and that any
 * start completes. It becomes current last, so that a boot that fails leaves the selection alone.
 *
 * @throws SlipwayError at its field
 */
export function planCreate(action: CreateBuilder, facts: CreateFacts): CreatePlan {
  const { node, container, volume } = firstNodeOf(action.name);
  checkFree(action, facts, container, volume);
  const parsed = parseOptions(action.options);
  if (!parsed.ok) throw new SlipwayError(failureOfIssues(parsed.issues));
  const wrong = checkOptions(parsed.options, facts.engine ?? {}).filter(({ severity }) => severity === 'error');
  if (wrong.length > 0) throw new SlipwayError(failureOfIssues(wrong));
  const options = Object.keys(action.options).length > 0 ? action.options : null;
  const flags = withDefaultEntitlement({
    driver: 'docker-container',
    flags: action.flags,
    driverOpts: action.options,
    tomlEntitlements: facts.tomlEntitlements,
  });
  const instance: StoredInstance = {
    name: action.name,
    driver: 'docker-container',
    nodes: [
      {
        name: node,
        endpoint: facts.endpoint,
        platforms: parsePlatforms(action.platforms),
        driverOpts: options,
        flags: flags.length > 0 ? flags : null,
        files: facts.files,
      },
    ],
    dynamic: false,
  };
  const emptiesVolume = facts.volumeExists && action.existingState === 'empty';
  return {
    instance,
    instanceHash: hashOf(instance),
    node,
    endpoint: facts.endpoint,
    container,
    volume,
    emptiesVolume,
    keepsVolume: facts.volumeExists && !emptiesVolume,
    boot: action.boot,
    useKey: action.use ? facts.currentKey : null,
    currentBefore: facts.currentBefore,
    steps: [
      ...(emptiesVolume ? [{ id: 'delete-state', title: 'Delete the old state volume' }] : []),
      { id: 'write-store', title: 'Save the builder' },
      ...(action.boot ? BOOT_STEPS : []),
      ...(action.use ? [{ id: 'use', title: 'Make it current for docker buildx' }] : []),
    ],
  };
}

export const BOOT_STEPS: readonly PlannedStep[] = [
  { id: 'pull', title: 'Get the BuildKit image' },
  { id: 'create', title: 'Create the container' },
  { id: 'copy', title: 'Copy its configuration' },
  { id: 'start', title: 'Start the container' },
  { id: 'ready', title: 'Wait until BuildKit is ready' },
];

export function hashOf(instance: StoredInstance): string {
  return createHash('sha256').update(encodeInstance(instance)).digest('hex');
}

function checkedName(name: string): string {
  try {
    if (name === 'default') throw reserved();
    return validateName(name);
  } catch (error) {
    if (error instanceof SlipwayError) throw new SlipwayError({ ...error.failure, field: 'name' }, { cause: error });
    throw error;
  }
}

function checkFree(action: CreateBuilder, facts: CreateFacts, container: string, volume: string): void {
  const { name, existingState } = action;
  if (facts.contextNames.includes(name)) {
    throw atName({
      code: 'builder-exists',
      title: `${name} is the name of a docker context.`,
      meaning: 'Each context brings a builder of its own name along.',
      detail: `instance name "${name}" already exists as context builder`,
    });
  }
  if (facts.existingBuilder !== undefined) {
    throw atName({
      code: 'builder-exists',
      title: `There is a builder called ${facts.existingBuilder} already.`,
      remedy: 'Choose another name.',
      detail: `existing instance for "${name}" but no append mode, specify the node name to make changes for existing instances`,
    });
  }
  if (facts.containerExists) {
    throw atName({
      code: 'conflict',
      title: `A container called ${container} is on this Engine already.`,
      meaning: 'It was left behind, or belongs to a builder of somebody else, and has settings of its own.',
      remedy: 'Choose another name, or remove the container first.',
      command: `docker rm --force ${container}`,
    });
  }
  if (facts.volumeExists && existingState === 'ask') {
    throw atName({
      code: 'conflict',
      title: 'A builder of this name has left its state on this Engine.',
      meaning: `The volume ${volume} holds its cache and its build history.`,
      remedy: 'Use it, start empty, or choose another name.',
    });
  }
}

function reserved(): SlipwayError {
  return new SlipwayError({
    code: 'invalid-input',
    title: 'The name default is reserved.',
    remedy: 'Choose another name.',
    detail: 'default is a reserved name and cannot be used to identify builder instance',
  });
}

function atName(failure: Failure): SlipwayError {
  return new SlipwayError({ ...failure, field: 'name' });
}
