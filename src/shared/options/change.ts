import { parseOptions } from './parse.ts';
import { type ChangeKind, type DriverOptionKey, optionOf } from './table.ts';

/** What decides how a change can reach a container, besides the option itself. */
export interface ChangeFacts {
  readonly cgroupDriver?: string;
  readonly cgroupVersion?: 1 | 2 | null;
  /** Bytes in use without droppable cache: stats `usage - inactive_file`. */
  readonly memoryInUse?: number;
  /** A RUN has run since the container started. Taken as true when not known. */
  readonly hasRunSteps?: boolean;
  /** `HostConfig.NanoCpus` of the container: set by `docker update --cpus`. */
  readonly nanoCpus?: number;
}

export interface ChangeWay {
  readonly kind: ChangeKind | 'ignored';
  /** Why it is not the usual way, one plain sentence. */
  readonly reason?: string;
  /** What it puts at risk, one plain sentence. */
  readonly risk?: string;
}

/**
 * How a changed option reaches the container of a node. `from` and `to` are values as typed; undefined is "not set".
 *
 * Measured with `POST /containers/{id}/update` on Engines with cgroup v1 and v2: memory cannot be unset live, swap -1 is
 * accepted and not applied, an emptied cpuset does nothing, and on cgroup v1 the child group of the steps keeps its cores.
 */
export function changeOf(
  key: DriverOptionKey,
  from: string | undefined,
  to: string | undefined,
  facts: ChangeFacts,
): ChangeWay {
  const option = optionOf(key);
  if (key === 'cgroup-parent' && facts.cgroupDriver !== undefined && facts.cgroupDriver !== 'cgroupfs') {
    return { kind: 'ignored', reason: `This Engine places containers with ${facts.cgroupDriver}.` };
  }
  if (to === undefined && from !== undefined) {
    if (option.removal === option.change) return { kind: option.removal };
    return { kind: option.removal, reason: 'The Engine cannot take this limit away from a container that exists.' };
  }
  switch (key) {
    case 'memory':
      return memoryChange(sizeOf('memory', to), facts);
    case 'memory-swap':
      if (to === '-1') {
        return { kind: 'restart', reason: 'A running container keeps its old swap limit until it is started again.' };
      }
      return { kind: option.change };
    case 'cpu-quota':
    case 'cpu-period':
      if ((facts.nanoCpus ?? 0) !== 0) {
        return { kind: 'recreate', reason: 'Its CPU limit was set by “docker update --cpus”, which blocks a quota.' };
      }
      return { kind: option.change };
    case 'cpuset-cpus':
    case 'cpuset-mems':
      if (facts.cgroupVersion === 1 && facts.hasRunSteps !== false) {
        return { kind: 'restart', reason: 'On this Engine (cgroup v1) steps keep their cores until a restart.' };
      }
      return { kind: option.change };
    default:
      return { kind: option.change };
  }
}

function memoryChange(to: number, facts: ChangeFacts): ChangeWay {
  if (facts.memoryInUse === undefined || to >= facts.memoryInUse) return { kind: 'at-once' };
  if (facts.cgroupVersion === 1) {
    return { kind: 'restart', reason: 'Builds use more than that now, and the Engine refuses a limit below it.' };
  }
  return { kind: 'restart', reason: 'Builds use more than that now.', risk: 'At once it would kill them.' };
}

function sizeOf(key: 'memory', text: string | undefined): number {
  const parsed = parseOptions(text === undefined ? {} : { [key]: text });
  return parsed.ok ? parsed.options.memory : 0;
}
