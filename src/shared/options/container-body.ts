import type { ParsedOptions } from './parse.ts';
import { DEFAULT_CGROUP_PARENT } from './table.ts';

/** What the create request depends on besides the options. */
export interface BodyFacts {
  /** `CgroupDriver` of the Engine's `/info`; empty when `/info` could not be had. */
  readonly cgroupDriver: string;
  /** `/info` SecurityOptions has an entry `name=userns`. */
  readonly usernsRemap: boolean;
  /** The Engine started a throw-away container with all GPUs. */
  readonly gpu: boolean;
  /** The client runs inside WSL, talks to a local socket and has /usr/lib/wsl. */
  readonly wsl: boolean;
}

export interface BodyInput {
  /** As stored, lower-case: `demo0`. */
  readonly nodeName: string;
  readonly options: ParsedOptions;
  /** The stored flags, the default entitlement included. */
  readonly flags: readonly string[];
  /** The node has a `buildkitd.toml` among its files. */
  readonly hasToml: boolean;
  /** What to create from where it is not the option itself: the digest-pinned name that a signature check gave. */
  readonly image?: string;
  readonly facts: BodyFacts;
}

/** Body of `POST /containers/create`, in the Engine's own names. Fields that buildx leaves empty are left out. */
export interface ContainerCreateBody {
  readonly Image: string;
  readonly Env?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly HostConfig: HostConfigBody;
}

export interface HostConfigBody {
  readonly Privileged: true;
  readonly Init: true;
  readonly RestartPolicy: { readonly Name: string; readonly MaximumRetryCount: number };
  readonly Mounts: readonly MountBody[];
  readonly NetworkMode?: string;
  readonly Memory?: number;
  readonly MemorySwap?: number;
  readonly CpuQuota?: number;
  readonly CpuPeriod?: number;
  readonly CpuShares?: number;
  readonly CpusetCpus?: string;
  readonly CpusetMems?: string;
  readonly CgroupParent?: string;
  readonly UsernsMode?: 'host';
  readonly DeviceRequests?: readonly (typeof ALL_GPUS)[];
}

export interface MountBody {
  readonly Type: 'volume' | 'bind';
  readonly Source: string;
  readonly Target: string;
  readonly ReadOnly?: boolean;
}

export const STATE_FOLDER = '/var/lib/buildkit';
export const CONFIG_FOLDER = '/etc/buildkit';
const WSL_FOLDER = '/usr/lib/wsl';

/** Every GPU, as docker/cli (opts/gpus.go) writes `all`. */
export const ALL_GPUS = { Driver: '', Count: -1, DeviceIDs: null, Capabilities: [['gpu']], Options: {} } as const;

/** Container of a node. Engines know buildx's containers by this name alone: there are no labels. */
export function containerName(nodeName: string): string {
  return `buildx_buildkit_${nodeName}`;
}

/** State volume of a node. */
export function stateVolumeName(nodeName: string): string {
  return `${containerName(nodeName)}_state`;
}

/**
 * The create request of a node's container, field by field what buildx sends (docker/buildx,
 * driver/docker-container/driver.go `create` and `getBuildkitFlags`): zero and empty values are not sent, the control
 * group parent only under the cgroupfs driver, the image's own entry point stays.
 */
export function containerCreateBody(input: BodyInput): ContainerCreateBody {
  const { options, facts } = input;
  const env = options.env.map(({ name, value }) => `${name}=${value}`);
  const cmd = [...(input.hasToml ? ['--config', `${CONFIG_FOLDER}/buildkitd.toml`] : []), ...input.flags];
  return {
    Image: input.image ?? options.image,
    ...(env.length > 0 && { Env: env }),
    ...(cmd.length > 0 && { Cmd: cmd }),
    HostConfig: {
      Privileged: true,
      Init: true,
      RestartPolicy: {
        Name: options.restartPolicy.name,
        MaximumRetryCount: options.restartPolicy.maximumRetryCount,
      },
      Mounts: mountsOf(input),
      ...limitsOf(options),
      ...(options.network !== '' && { NetworkMode: options.network }),
      ...(facts.cgroupDriver === 'cgroupfs' && { CgroupParent: options.cgroupParent || DEFAULT_CGROUP_PARENT }),
      ...(facts.usernsRemap && { UsernsMode: 'host' as const }),
      ...(facts.gpu && { DeviceRequests: [ALL_GPUS] }),
    },
  };
}

function mountsOf({ nodeName, facts }: BodyInput): readonly MountBody[] {
  const state: MountBody = { Type: 'volume', Source: stateVolumeName(nodeName), Target: STATE_FOLDER };
  if (!facts.wsl) return [state];
  return [state, { Type: 'bind', Source: WSL_FOLDER, Target: WSL_FOLDER, ReadOnly: true }];
}

function limitsOf(options: ParsedOptions): Partial<HostConfigBody> {
  return {
    ...(options.memory !== 0 && { Memory: options.memory }),
    ...(options.memorySwap !== 0 && { MemorySwap: options.memorySwap }),
    ...(options.cpuQuota !== 0 && { CpuQuota: options.cpuQuota }),
    ...(options.cpuPeriod !== 0 && { CpuPeriod: options.cpuPeriod }),
    ...(options.cpuShares !== 0 && { CpuShares: options.cpuShares }),
    ...(options.cpusetCpus !== '' && { CpusetCpus: options.cpusetCpus }),
    ...(options.cpusetMems !== '' && { CpusetMems: options.cpusetMems }),
  };
}
