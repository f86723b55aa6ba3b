import type { EngineFacts, EngineItem, NodeItem } from '../../../shared/contract/index.ts';
import { formatLimit, GIGABYTE, snapCpus, snapMemory } from '../../../shared/options/index.ts';
import { coreCount } from '../../app/index.ts';
import type { LimitGround, LimitNote } from '../../ui/index.ts';
import { reserveOf, sumOfLimits } from '../limits.ts';

/** The ground of both sliders, and what is suggested on it. */
export interface HostGround {
  readonly memory: LimitGround;
  readonly cpus: LimitGround;
  readonly suggested: { readonly memory: number; readonly cpus: number };
}

/** An Engine's real totals, what is kept for it, and what other builders may take. `machine` is what the Engine reports. */
export function groundOf(facts: EngineFacts, others: readonly NodeItem[]): HostGround {
  const reserve = reserveOf(facts);
  const sum = sumOfLimits(others);
  return {
    memory: { machine: facts.memory, available: facts.memory, reserved: reserve.memory, others: sum.memory },
    cpus: { machine: facts.cpus, available: facts.cpus, reserved: reserve.cpus, others: sum.cpus },
    suggested: {
      memory: Math.max(GIGABYTE / 2, snapMemory(Math.floor(facts.memory / 2 / GIGABYTE) * GIGABYTE)),
      cpus: Math.max(0.5, snapCpus(Math.floor(facts.cpus / 2))),
    },
  };
}

/** Facts of the Engine behind an endpoint (context name or address), where it answers. */
export function engineAt(endpoint: string, engines: Readonly<Record<string, EngineItem>>): EngineFacts | undefined {
  const item = engines[endpoint] ?? Object.values(engines).find((engine) => engine.host === endpoint);
  return item?.state.kind === 'up' ? item.state.facts : undefined;
}

/** The one thing to say about a memory limit, the most serious first. */
export function memoryNote(value: number | undefined, ground: LimitGround): LimitNote | undefined {
  if (value === undefined)
    return { look: 'info', text: `Builds here may use all of the ${formatLimit(ground.available)}.` };
  if (value < GIGABYTE / 2)
    return { look: 'amber', text: 'BuildKit itself needs about 256 MB, so little is left for builds.' };
  const free = ground.available - ground.reserved;
  if (value > free) {
    return {
      look: 'amber',
      text: `This leaves ${formatLimit(Math.max(0, ground.available - value))} for Docker Engine and the rest of the computer.`,
    };
  }
  const overlap = value - Math.max(0, free - ground.others);
  if (ground.others > 0 && overlap > 0) {
    return {
      look: 'info',
      text: `${formatLimit(Math.min(overlap, ground.others))} of this may also be used by other builders. That only matters when all of them are busy.`,
    };
  }
  return undefined;
}

/** The one thing to say about a CPU limit. */
export function cpuNote(value: number | undefined, ground: LimitGround): LimitNote | undefined {
  if (value === undefined) return { look: 'info', text: `Builds here may use all of ${coreCount(ground.available)}.` };
  const free = ground.available - ground.reserved;
  if (value > free && ground.reserved > 0) {
    return { look: 'amber', text: 'The rest of the computer may be slow while builds are busy.' };
  }
  const overlap = value - Math.max(0, free - ground.others);
  if (ground.others > 0 && overlap > 0) {
    return {
      look: 'info',
      text: `${coreCount(Math.min(overlap, ground.others))} of this may also be used by other builders. That only matters when all of them are busy.`,
    };
  }
  return undefined;
}
