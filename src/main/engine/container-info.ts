import { z } from 'zod';
import { flag, microsOf, number, orElse, parseAnswer, text, textMap, texts } from './answers.ts';
import type { ContainerInfo } from './types-containers.ts';

const inspectSchema = z.object({
  Id: z.string(),
  Name: text,
  Created: text,
  Image: text,
  RestartCount: number,
  State: z.object({
    Status: text,
    Running: flag,
    Paused: flag,
    Restarting: flag,
    OOMKilled: flag,
    Dead: flag,
    ExitCode: number,
    Error: text,
    StartedAt: text,
    FinishedAt: text,
  }),
  Config: z.object({ Image: text, Cmd: texts, Env: texts, Labels: textMap }),
  HostConfig: z.object({
    Memory: number,
    MemorySwap: number,
    CpuQuota: number,
    CpuPeriod: number,
    CpuShares: number,
    NanoCpus: number,
    CpusetCpus: text,
    CpusetMems: text,
    CgroupParent: text,
    NetworkMode: text,
    Privileged: flag,
    RestartPolicy: z.object({ Name: text, MaximumRetryCount: number }).nullish(),
  }),
  Mounts: orElse(z.array(z.object({ Type: text, Name: text, Source: text, Destination: text, RW: flag })), []),
  NetworkSettings: z
    .object({ Networks: orElse(z.record(z.string(), z.object({ NetworkID: text, IPAddress: text })), {}) })
    .nullish(),
});

/** `GET /containers/{id}/json`. */
export function parseContainer(answer: unknown): ContainerInfo {
  const read = parseAnswer(inspectSchema, answer, 'container');
  const { State: state, HostConfig: host, Config: config } = read;
  return {
    id: read.Id,
    name: read.Name.replace(/^\//, ''),
    image: config.Image,
    imageId: read.Image,
    createdAt: microsOf(read.Created) ?? 0,
    state: {
      status: state.Status,
      running: state.Running,
      paused: state.Paused,
      restarting: state.Restarting,
      oomKilled: state.OOMKilled,
      dead: state.Dead,
      exitCode: state.ExitCode,
      error: state.Error,
      startedAt: microsOf(state.StartedAt),
      finishedAt: microsOf(state.FinishedAt),
    },
    restartCount: read.RestartCount,
    command: config.Cmd,
    env: config.Env,
    labels: config.Labels,
    hostConfig: {
      memory: host.Memory,
      memorySwap: host.MemorySwap,
      cpuQuota: host.CpuQuota,
      cpuPeriod: host.CpuPeriod,
      cpuShares: host.CpuShares,
      nanoCpus: host.NanoCpus,
      cpusetCpus: host.CpusetCpus,
      cpusetMems: host.CpusetMems,
      cgroupParent: host.CgroupParent,
      networkMode: host.NetworkMode,
      privileged: host.Privileged,
      restartPolicy: {
        name: host.RestartPolicy?.Name ?? '',
        maximumRetryCount: host.RestartPolicy?.MaximumRetryCount ?? 0,
      },
    },
    mounts: read.Mounts.map((mount) => ({
      type: mount.Type,
      name: mount.Name,
      source: mount.Source,
      destination: mount.Destination,
      readWrite: mount.RW,
    })),
    networks: Object.fromEntries(
      Object.entries(read.NetworkSettings?.Networks ?? {}).map(([name, { NetworkID, IPAddress }]) => [
        name,
        { networkId: NetworkID, ipAddress: IPAddress },
      ]),
    ),
    raw: answer,
  };
}
