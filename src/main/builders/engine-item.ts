import type { EngineFacts, EngineItem } from '../../shared/contract/index.ts';
import type { DockerContext, EngineInfo } from '../engine/index.ts';
import { microsNow } from './clock.ts';
import type { LinkState } from './engine-link.ts';

/** The contract's words for an Engine's facts. */
function engineFactsOf(info: EngineInfo): EngineFacts {
  const cgroup = Number(info.cgroupVersion);
  const driver = info.cgroupDriver;
  return {
    id: info.id,
    name: info.name,
    version: info.version,
    apiVersion: info.apiVersion,
    operatingSystem: info.operatingSystem,
    osType: info.os,
    architecture: info.architecture,
    cpus: info.cpus,
    memory: info.memory,
    cgroupDriver: driver === 'cgroupfs' || driver === 'systemd' || driver === 'none' ? driver : 'unknown',
    cgroupVersion: cgroup === 1 || cgroup === 2 ? cgroup : null,
    swapLimit: info.swapLimit,
    containerdImageStore: info.containerdImageStore,
  };
}

/** `link` is absent where the context is broken. */
export function engineItemOf(context: DockerContext, link: LinkState | undefined): EngineItem {
  const base = {
    context: context.name,
    host: context.host,
    ...(context.description === '' ? {} : { description: context.description }),
  };
  if (context.reach.kind === 'broken') {
    return { ...base, state: { kind: 'down', failure: context.reach.failure, triedAt: microsNow() } };
  }
  if (!link || link.kind === 'connecting') return { ...base, state: { kind: 'connecting' } };
  return { ...base, state: link.kind === 'up' ? { kind: 'up', facts: engineFactsOf(link.info) } : link };
}
