import type { NodeContainer } from '../../shared/contract/index.ts';
import type { ContainerInfo } from '../engine/index.ts';

/** The contract's view of a node's container. */
export function nodeContainerOf(info: ContainerInfo): NodeContainer {
  const { hostConfig: host, state } = info;
  const retries = host.restartPolicy.maximumRetryCount;
  return {
    id: info.id,
    name: info.name,
    image: info.image,
    imageId: info.imageId,
    createdAt: info.createdAt,
    ...(state.startedAt === undefined ? {} : { startedAt: state.startedAt }),
    ...(state.finishedAt === undefined ? {} : { finishedAt: state.finishedAt }),
    state: state.status,
    oomKilled: state.oomKilled,
    memory: host.memory,
    memorySwap: host.memorySwap,
    cpuQuota: host.cpuQuota,
    cpuPeriod: host.cpuPeriod,
    cpuShares: host.cpuShares,
    nanoCpus: host.nanoCpus,
    cpusetCpus: host.cpusetCpus,
    cpusetMems: host.cpusetMems,
    cgroupParent: host.cgroupParent,
    restartPolicy: retries > 0 ? `${host.restartPolicy.name}:${retries}` : host.restartPolicy.name,
    networkMode: host.networkMode,
    networks: Object.entries(info.networks)
      .map(([name, { ipAddress }]) => ({ name, address: ipAddress }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
