import { parse } from 'smol-toml';

const FLAG = '--allow-insecure-entitlement';
const NETWORK_HOST = 'network.host';

export interface FlagsToStore {
  readonly driver: string;
  /** As given, one argument each. */
  readonly flags: readonly string[];
  readonly driverOpts: Readonly<Record<string, string>>;
  /** `insecure-entitlements` of the given buildkitd.toml: `tomlEntitlements`. */
  readonly tomlEntitlements?: readonly string[];
}

/**
 * The buildkitd flags that buildx stores when a builder is made or changed: the given ones and, by its rule, one more
 * that allows `network.host` (docker/buildx, builder/builder.go `parseBuildkitdFlags`).
 */
export function withDefaultEntitlement(given: FlagsToStore): readonly string[] {
  const { driver, flags, driverOpts, tomlEntitlements = [] } = given;
  const allowed = allowedEntitlements(flags);
  const onHostNetwork = driver === 'docker-container' && driverOpts.network === 'host';
  const inContainer = driver === 'docker-container' || driver === 'kubernetes';
  const needed =
    (onHostNetwork && !allowed.includes(NETWORK_HOST)) ||
    (inContainer && allowed.length === 0 && !tomlEntitlements.includes(NETWORK_HOST));
  return needed ? [...flags, `${FLAG}=${NETWORK_HOST}`] : [...flags];
}

/** `insecure-entitlements` of a buildkitd.toml. Empty when there is none; throws what the TOML parser throws. */
export function tomlEntitlements(toml: string): readonly string[] {
  const value = parse(toml)['insecure-entitlements'];
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

/**
 * The entitlements that buildx sees in flags. Its scan (spf13/pflag) knows this one flag only and stops at the first
 * that it does not know, so what follows `--debug` is not seen.
 */
function allowedEntitlements(flags: readonly string[]): readonly string[] {
  const allowed: string[] = [];
  for (let place = 0; place < flags.length; place += 1) {
    const flag = flags[place] ?? '';
    if (flag === '--') break;
    if (!flag.startsWith('-') || flag === '-') continue;
    if (flag.startsWith(`${FLAG}=`)) {
      allowed.push(flag.slice(FLAG.length + 1));
    } else if (flag === FLAG && place + 1 < flags.length) {
      place += 1;
      allowed.push(flags[place] ?? '');
    } else {
      break;
    }
  }
  return allowed;
}
