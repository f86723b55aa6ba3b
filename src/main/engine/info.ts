import { z } from 'zod';
import { flag, number, parseAnswer, text, texts } from './answers.ts';
import type { EngineApi } from './request.ts';
import type { CallOptions } from './types-containers.ts';
import type { EngineInfo } from './types-engine.ts';

const infoSchema = z.object({
  ID: text,
  Name: text,
  ServerVersion: text,
  OSType: text,
  Architecture: text,
  OperatingSystem: text,
  KernelVersion: text,
  NCPU: number,
  MemTotal: number,
  CgroupDriver: text,
  CgroupVersion: text,
  MemoryLimit: flag,
  SwapLimit: flag,
  CpuCfsQuota: flag,
  CPUShares: flag,
  CPUSet: flag,
  SecurityOptions: texts,
  Driver: text,
  DriverStatus: z.array(z.array(z.string())).nullish(),
  DockerRootDir: text,
  RegistryConfig: z.object({ Mirrors: texts }).nullish(),
  Warnings: texts,
});

/** `GET /info`. Where the Engine sends no cgroup version it is an old one on v1. */
export async function readEngineInfo(api: EngineApi, { signal }: CallOptions = {}): Promise<EngineInfo> {
  const answer = await api.json({ method: 'GET', path: '/info', signal });
  const info = parseAnswer(infoSchema, answer, 'info');
  const status = new Map((info.DriverStatus ?? []).map(([key = '', value = '']) => [key, value]));
  const options = info.SecurityOptions.map((option) => option.split(',')[0] ?? '');
  return {
    id: info.ID,
    name: info.Name,
    version: info.ServerVersion,
    apiVersion: await api.version(signal),
    os: info.OSType,
    architecture: info.Architecture,
    operatingSystem: info.OperatingSystem,
    kernelVersion: info.KernelVersion,
    cpus: info.NCPU,
    memory: info.MemTotal,
    cgroupDriver: info.CgroupDriver,
    cgroupVersion: info.CgroupVersion || '1',
    memoryLimit: info.MemoryLimit,
    swapLimit: info.SwapLimit,
    cpuQuota: info.CpuCfsQuota,
    cpuShares: info.CPUShares,
    cpuset: info.CPUSet,
    securityOptions: info.SecurityOptions,
    usernsRemap: options.includes('name=userns'),
    rootless: options.includes('name=rootless'),
    storageDriver: info.Driver,
    // docker/cli and buildx look for the same (docker/buildx util/dockerutil/client.go).
    containerdImageStore: (status.get('driver-type') ?? '').startsWith('io.containerd.snapshotter'),
    rootDir: info.DockerRootDir,
    desktop: info.OperatingSystem.startsWith('Docker Desktop'),
    registryMirrors: info.RegistryConfig?.Mirrors ?? [],
    warnings: info.Warnings,
  };
}
