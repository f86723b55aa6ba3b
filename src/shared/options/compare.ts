import type { ContainerCreateBody } from './container-body.ts';
import { readCpuset, writeCpuset } from './cpuset.ts';
import { formatLimit } from './format-size.ts';
import { DEFAULT_CPU_PERIOD, DEFAULT_CPU_SHARES, type DriverOptionKey, optionOf } from './table.ts';

/** What a container has, by the Engine's inspection. 0 and empty text mean "not set". Sizes are bytes. */
export interface ActualContainer {
  readonly image: string;
  readonly env: readonly string[];
  readonly command: readonly string[];
  readonly hostConfig: {
    readonly memory: number;
    readonly memorySwap: number;
    readonly cpuQuota: number;
    readonly cpuPeriod: number;
    readonly cpuShares: number;
    readonly nanoCpus: number;
    readonly cpusetCpus: string;
    readonly cpusetMems: string;
    readonly cgroupParent: string;
    readonly networkMode: string;
    readonly restartPolicy: { readonly name: string; readonly maximumRetryCount: number };
  };
}

export interface CompareFacts {
  /** Cores of the Engine's machine: all of them listed is the same as none listed. */
  readonly cpus?: number;
  /** False where the kernel cannot limit swap: the Engine then notes -1, whatever was asked. */
  readonly swapLimit?: boolean;
  /** Variables that the image brings along, as the image's inspection has them; absent when not known. */
  readonly imageEnv?: readonly string[];
  /** Command that the image brings along. */
  readonly imageCommand?: readonly string[];
}

/** One thing in which a container is not what its settings ask for. */
export interface Difference {
  readonly key: DriverOptionKey | 'flags';
  readonly label: string;
  /** As a person reads it. */
  readonly wanted: string;
  readonly actual: string;
}

/**
 * What differs between the container that the settings ask for and the one that is there. Forms that mean the same are
 * equal: quota -1 and none, shares 1024 and 0, swap of twice the memory and none, every core and no list, a tag with and
 * without its digest, the default network by each of its names. The image's own variables belong to no one.
 */
export function compare(
  wanted: ContainerCreateBody,
  actual: ActualContainer,
  facts: CompareFacts = {},
): readonly Difference[] {
  const want = wanted.HostConfig;
  const have = actual.hostConfig;
  const memory = want.Memory ?? 0;
  const differences: Difference[] = [];
  const check = (key: DriverOptionKey, a: string, b: string) => {
    if (a !== b) differences.push({ key, label: optionOf(key).label, wanted: a, actual: b });
  };

  check('image', withoutDigest(wanted.Image, actual.image), withoutDigest(actual.image, wanted.Image));
  check('memory', limitText(memory), limitText(have.memory));
  if (facts.swapLimit !== false)
    check('memory-swap', swapText(memory, want.MemorySwap ?? 0), swapText(have.memory, have.memorySwap));
  check('cpu-quota', cpuText(want.CpuQuota ?? 0, want.CpuPeriod ?? 0, 0), cpuOfContainer(have));
  check('cpu-shares', sharesText(want.CpuShares ?? 0), sharesText(have.cpuShares));
  check('cpuset-cpus', coresText(want.CpusetCpus ?? '', facts.cpus), coresText(have.cpusetCpus, facts.cpus));
  check('cpuset-mems', coresText(want.CpusetMems ?? '', undefined), coresText(have.cpusetMems, undefined));
  check('network', networkText(want.NetworkMode ?? ''), networkText(have.networkMode));
  // Without cgroupfs buildx asks for nothing and the Engine picks its own place.
  if (want.CgroupParent !== undefined) check('cgroup-parent', want.CgroupParent, have.cgroupParent);
  check(
    'restart-policy',
    restartText(want.RestartPolicy.Name, want.RestartPolicy.MaximumRetryCount),
    restartText(have.restartPolicy.name, have.restartPolicy.maximumRetryCount),
  );
  differences.push(...environmentDifferences(wanted.Env ?? [], actual.env, facts.imageEnv));

  const flags = (wanted.Cmd ?? facts.imageCommand ?? actual.command).join(' ');
  if (flags !== actual.command.join(' ')) {
    differences.push({ key: 'flags', label: 'BuildKit flags', wanted: flags, actual: actual.command.join(' ') });
  }
  return differences;
}

/** The reference without its digest, if it has a tag and the other one has no digest to compare with. */
function withoutDigest(reference: string, other: string): string {
  if (reference.includes('@') && other.includes('@')) return reference;
  const [name = '', digest] = reference.split('@');
  return digest !== undefined && /:[^/]*$/.test(name) ? name : reference;
}

function limitText(bytes: number): string {
  return bytes <= 0 ? 'no limit' : formatLimit(bytes);
}

function swapText(memory: number, memoryAndSwap: number): string {
  if (memoryAndSwap < 0) return 'no limit';
  if (memory <= 0 && memoryAndSwap === 0) return 'not set';
  return formatLimit(memoryAndSwap === 0 ? 2 * memory : memoryAndSwap);
}

function cpuOfContainer(have: ActualContainer['hostConfig']): string {
  return cpuText(have.cpuQuota, have.cpuPeriod, have.nanoCpus);
}

function cpuText(quota: number, period: number, nanoCpus: number): string {
  // `docker update --cpus` sets NanoCpus, which then stands for quota and period.
  const cores = nanoCpus > 0 ? nanoCpus / 1e9 : quota > 0 ? quota / (period || DEFAULT_CPU_PERIOD) : 0;
  if (cores === 0) return 'no limit';
  const slice = nanoCpus > 0 || period === 0 || period === DEFAULT_CPU_PERIOD ? '' : ` in slices of ${period} µs`;
  return `${Math.round(cores * 100) / 100} ${cores === 1 ? 'core' : 'cores'}${slice}`;
}

function sharesText(shares: number): string {
  return String(shares === 0 ? DEFAULT_CPU_SHARES : shares);
}

function coresText(list: string, cpus: number | undefined): string {
  const read = readCpuset(list);
  if (!read.ok) return list;
  const all = read.value.length === 0 || (cpus !== undefined && read.value.length >= cpus);
  return all ? 'any' : writeCpuset(read.value);
}

function networkText(mode: string): string {
  return mode === '' || mode === 'default' ? 'bridge' : mode;
}

function restartText(name: string, maximumRetryCount: number): string {
  return maximumRetryCount > 0 ? `${name}:${maximumRetryCount}` : name || 'no';
}

/** Values are named, not shown: they may be secret. */
function environmentDifferences(
  wanted: readonly string[],
  actual: readonly string[],
  image: readonly string[] | undefined,
): readonly Difference[] {
  const want = variables(wanted);
  const have = variables(actual);
  const base = variables(image ?? []);
  const differences: Difference[] = [];
  for (const name of [...new Set([...want.keys(), ...have.keys()])].sort()) {
    const asked = want.get(name) ?? base.get(name);
    const found = have.get(name);
    if (asked === found) continue;
    // What the image brings is not known, so a variable that nobody asked for may be its own.
    if (asked === undefined && image === undefined) continue;
    differences.push({
      key: 'env.*',
      label: `Variable ${name}`,
      wanted: asked === undefined ? 'not set' : 'set',
      actual: found === undefined ? 'not set' : asked === undefined ? 'set' : 'another value',
    });
  }
  return differences;
}

function variables(list: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    list.map((entry) => {
      const equals = entry.indexOf('=');
      return equals === -1 ? [entry, ''] : [entry.slice(0, equals), entry.slice(equals + 1)];
    }),
  );
}
