import { readCpuset } from './cpuset.ts';
import { formatMemory } from './format-size.ts';
import type { OptionIssue, ParsedOptions } from './parse.ts';
import { RESTART_POLICY_NAMES } from './restart-policy.ts';

/** What is known of the Engine that the builder is for. What is absent is not checked. */
export interface CheckFacts {
  readonly cpus?: number;
  /** Bytes. */
  readonly memory?: number;
  readonly cgroupDriver?: string;
  readonly swapLimit?: boolean;
  readonly containerdImageStore?: boolean;
}

/** The Engine's own least memory limit (moby/moby, daemon/daemon_unix.go). */
const ENGINE_LEAST_MEMORY = 6 * 1024 * 1024;

/**
 * What the Engine will refuse, or leave without effect, in options that buildx itself accepts. Errors keep a builder from
 * starting, so they are told before it is made (moby/moby, daemon/daemon_unix.go `verifyPlatformContainerResources`).
 */
export function checkOptions(options: ParsedOptions, facts: CheckFacts): readonly OptionIssue[] {
  return [
    ...memoryIssues(options, facts),
    ...cpuIssues(options, facts),
    ...coreIssues(options, facts),
    ...restartIssues(options),
    ...effectIssues(options, facts),
  ];
}

function memoryIssues({ memory, memorySwap }: ParsedOptions, facts: CheckFacts): readonly OptionIssue[] {
  const issues: OptionIssue[] = [];
  if (memory !== 0 && memory < ENGINE_LEAST_MEMORY) {
    issues.push({
      key: 'memory',
      severity: 'error',
      message: 'Docker Engine refuses a memory limit below 6 MB.',
      remedy: 'BuildKit itself needs about 256 MB.',
      original: 'Minimum memory limit allowed is 6MB',
    });
  } else if (facts.memory !== undefined && memory > facts.memory) {
    issues.push({
      key: 'memory',
      severity: 'warning',
      message: `This Engine's machine has ${formatMemory(facts.memory)} of memory, so the limit is never reached.`,
    });
  }
  if (memorySwap > 0 && memory === 0) {
    issues.push({
      key: 'memory-swap',
      severity: 'error',
      message: 'Docker Engine takes this limit only together with a memory limit.',
      remedy: 'Set a memory limit too, or take this one out.',
      original: 'You should always set the Memory limit when using Memoryswap limit, see usage',
    });
  } else if (memorySwap > 0 && memorySwap < memory) {
    issues.push({
      key: 'memory-swap',
      severity: 'error',
      message: 'This counts memory and swap together, so it cannot be less than the memory limit.',
      remedy: `Write at least ${formatMemory(memory)}; the same as memory means no swap.`,
      original: 'Minimum memoryswap limit should be larger than memory limit, see usage',
    });
  } else if (memorySwap !== 0 && facts.swapLimit === false) {
    issues.push({
      key: 'memory-swap',
      severity: 'warning',
      message: 'This Engine cannot limit swap, so the number has no effect.',
    });
  }
  return issues;
}

function cpuIssues({ cpuQuota, cpuPeriod, cpuShares }: ParsedOptions, facts: CheckFacts): readonly OptionIssue[] {
  const issues: OptionIssue[] = [];
  if (cpuPeriod !== 0 && (cpuPeriod < 1000 || cpuPeriod > 1_000_000)) {
    issues.push({
      key: 'cpu-period',
      severity: 'error',
      message: 'The period must lie between 1000 and 1000000 microseconds.',
      remedy: 'Write 100000 unless you have a reason.',
      original: 'CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)',
    });
  }
  if (cpuQuota > 0 && cpuQuota < 1000) {
    issues.push({
      key: 'cpu-quota',
      severity: 'error',
      message: 'The quota must be 1000 microseconds or more.',
      remedy: 'Two cores are 200000 with a period of 100000.',
      original: 'CPU cfs quota can not be less than 1ms (i.e. 1000)',
    });
  }
  const cores = cpuQuota / (cpuPeriod || 100_000);
  if (facts.cpus !== undefined && cores > facts.cpus) {
    // The Engine takes any quota and never looks at the number of cores.
    issues.push({
      key: 'cpu-quota',
      severity: 'warning',
      message: `That is more than this Engine's machine has (${facts.cpus} ${facts.cpus === 1 ? 'core' : 'cores'}), so it limits nothing.`,
    });
  }
  if (cpuShares < 0) {
    issues.push({
      key: 'cpu-shares',
      severity: 'error',
      message: 'The share of CPU must be a positive number.',
      remedy: '1024 is the usual weight.',
      original: `invalid CPU shares (${cpuShares}): value must be a positive integer`,
    });
  }
  return issues;
}

function coreIssues(options: ParsedOptions, facts: CheckFacts): readonly OptionIssue[] {
  const issues: OptionIssue[] = [];
  for (const key of ['cpuset-cpus', 'cpuset-mems'] as const) {
    const read = readCpuset(key === 'cpuset-cpus' ? options.cpusetCpus : options.cpusetMems);
    if (!read.ok) {
      issues.push({
        key,
        severity: 'error',
        message: read.wrong,
        remedy: read.right,
        original: `${read.original} ${key}`,
      });
    } else if (key === 'cpuset-cpus' && facts.cpus !== undefined && (read.value.at(-1) ?? 0) >= facts.cpus) {
      issues.push({
        key,
        severity: 'error',
        message: `There is no core ${read.value.at(-1)} on this Engine's machine.`,
        remedy: facts.cpus === 1 ? 'Its only core is 0.' : `Its cores are 0 to ${facts.cpus - 1}.`,
        original: 'Requested CPUs are not available',
      });
    }
  }
  return issues;
}

function restartIssues({ restartPolicy }: ParsedOptions): readonly OptionIssue[] {
  const { name, maximumRetryCount } = restartPolicy;
  const key = 'restart-policy';
  if (name !== '' && !RESTART_POLICY_NAMES.some((known) => known === name)) {
    return [
      {
        key,
        severity: 'error',
        message: `Docker Engine knows no restart policy “${name}”.`,
        remedy: 'Write no, always, unless-stopped or on-failure.',
        original: `invalid restart policy: unknown policy '${name}'`,
      },
    ];
  }
  if (maximumRetryCount < 0 || (maximumRetryCount > 0 && name !== 'on-failure')) {
    return [
      {
        key,
        severity: 'error',
        message: 'A number of restarts goes with on-failure alone, and cannot be negative.',
        remedy: 'Write on-failure:3, or leave the number out.',
      },
    ];
  }
  return [];
}

/** Options that are stored and yet do nothing on this Engine. */
function effectIssues(options: ParsedOptions, facts: CheckFacts): readonly OptionIssue[] {
  const issues: OptionIssue[] = [];
  if (options.cgroupParent !== '' && facts.cgroupDriver !== undefined && facts.cgroupDriver !== 'cgroupfs') {
    issues.push({
      key: 'cgroup-parent',
      severity: 'warning',
      message: `This Engine places containers with ${facts.cgroupDriver}, so the option has no effect.`,
    });
  }
  if (options.allowUntrustedImage && facts.containerdImageStore === false) {
    issues.push({
      key: 'allow-untrusted-image',
      severity: 'warning',
      message: 'Only Engines with the containerd image store check signatures, so the option has no effect here.',
    });
  }
  if (options.cpuPeriod !== 0 && options.cpuQuota === 0) {
    issues.push({
      key: 'cpu-period',
      severity: 'warning',
      message: 'The period alone limits nothing; it only says how the CPU quota is counted.',
    });
  }
  return issues;
}
