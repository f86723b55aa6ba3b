import { readBoolean } from './boolean.ts';
import { readInteger } from './integer.ts';
import { goQuote, type Read } from './read.ts';
import { DEFAULT_RESTART_POLICY, type RestartPolicy, readRestartPolicy } from './restart-policy.ts';
import { readSize, readSizeOrUnlimited } from './size.ts';
import { DEFAULT_IMAGE, type DriverOption, optionFor } from './table.ts';

/** Driver options as buildx understands them. Sizes are bytes, times microseconds; 0 and empty text mean "not set". */
export interface ParsedOptions {
  readonly image: string;
  readonly network: string;
  readonly memory: number;
  /** -1: no limit. */
  readonly memorySwap: number;
  readonly cpuQuota: number;
  readonly cpuPeriod: number;
  readonly cpuShares: number;
  readonly cpusetCpus: string;
  readonly cpusetMems: string;
  readonly cgroupParent: string;
  readonly restartPolicy: RestartPolicy;
  readonly defaultLoad: boolean;
  /** By name. buildx's own order is random (it walks a map), so any order is as good. */
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly provenanceAddGha: boolean;
  readonly allowUntrustedImage: boolean;
}

/** One thing that is wrong with one option. `error`: it cannot be used so. `warning`: it can, but not as one might think. */
export interface OptionIssue {
  /** As stored, such as `memory` or `env.NO_PROXY`. */
  readonly key: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** What would be right. */
  readonly remedy?: string;
  /** What buildx or the Engine says to it. */
  readonly original?: string;
}

export type OptionsResult =
  | { readonly ok: true; readonly options: ParsedOptions }
  | { readonly ok: false; readonly issues: readonly OptionIssue[] };

/**
 * Reads stored or typed driver options as the docker-container driver does each time that a builder is loaded
 * (docker/buildx, driver/docker-container/factory.go). What fails here makes the node `error` in `docker buildx ls`.
 */
export function parseOptions(record: Readonly<Record<string, string>>): OptionsResult {
  const issues: OptionIssue[] = [];
  const take = <T>(key: string, read: (text: string) => Read<T>, absent: T): T => {
    const text = record[key];
    if (text === undefined) return absent;
    const result = read(text);
    if (result.ok) return result.value;
    issues.push({ key, severity: 'error', message: result.wrong, remedy: result.right, original: result.original });
    return absent;
  };

  const env: { name: string; value: string }[] = [];
  for (const key of Object.keys(record).sort()) {
    if (optionFor(key) === undefined) issues.push(unknownKey(key));
    else if (key === 'env.') issues.push(namelessVariable(key));
    else if (key.startsWith('env.')) env.push({ name: key.slice('env.'.length), value: record[key] ?? '' });
  }

  const text = (key: string) => record[key] ?? '';
  const options: ParsedOptions = {
    image: text('image') || DEFAULT_IMAGE,
    network: text('network'),
    memory: take('memory', readSize, 0),
    memorySwap: take('memory-swap', readSizeOrUnlimited, 0),
    cpuQuota: take('cpu-quota', readInteger, 0),
    cpuPeriod: take('cpu-period', readInteger, 0),
    cpuShares: take('cpu-shares', readInteger, 0),
    cpusetCpus: text('cpuset-cpus'),
    cpusetMems: text('cpuset-mems'),
    cgroupParent: text('cgroup-parent'),
    restartPolicy: take('restart-policy', readRestartPolicy, { name: DEFAULT_RESTART_POLICY, maximumRetryCount: 0 }),
    defaultLoad: take('default-load', readBoolean, false),
    env,
    provenanceAddGha: take('provenance-add-gha', readBoolean, true),
    allowUntrustedImage: take('allow-untrusted-image', readBoolean, false),
  };
  return issues.length === 0 ? { ok: true, options } : { ok: false, issues };
}

/** Checks one value alone, for a field that is being typed into. Undefined when it is fine. */
export function checkValue(option: DriverOption, key: string, value: string): OptionIssue | undefined {
  const result = parseOptions({ [option.key === 'env.*' ? key : option.key]: value });
  return result.ok ? undefined : result.issues[0];
}

function unknownKey(key: string): OptionIssue {
  return {
    key,
    severity: 'error',
    message: `There is no option “${key}”.`,
    remedy: 'Take it out, or pick one of the options of this list.',
    original: `invalid driver option ${key} for docker-container driver`,
  };
}

function namelessVariable(key: string): OptionIssue {
  return {
    key,
    severity: 'error',
    message: 'The variable has no name.',
    remedy: 'Name it, as in env.NO_PROXY.',
    original: `invalid env option ${goQuote(key)}, expecting env.FOO=bar`,
  };
}
