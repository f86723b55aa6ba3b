import type { BuildkitVersion, Worker } from './control/worker-types.ts';

/** A BuildKit version as numbers; `v0.25.2-moby` is 0.25.2. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/**
 * Feature -> the first BuildKit version that has it (wire-level differences read from api/services/control/control.proto and the
 * release tags of moby/buildkit). Old daemons ignore fields they do not know, so ask here before relying on one.
 */
export const FEATURES = {
  warnings: '0.10',
  info: '0.11',
  history: '0.11',
  attestations: '0.11',
  namedContexts: '0.10',
  daemonClock: '0.12',
  exporters: '0.13',
  health: '0.13',
  largeMessages: '0.14',
  finalizeHistory: '0.15',
  externalError: '0.15',
  pruneReserved: '0.17',
  historyFilterSafe: '0.29',
  localDirSharedKey: '0.28',
  dockerfileVersion: '0.30',
  localExporterDelete: '0.31',
  resourceLimits: '0.31',
  encodedSharedKey: '0.33',
  localExporterSource: '0.34',
} as const;

export type Feature = keyof typeof FEATURES;

/** What a daemon can do. An unknown version counts as too old for everything. */
export interface Capabilities {
  /** The version that was decided on, and from what. */
  readonly version: Version | undefined;
  readonly source: 'daemon' | 'dockerfile' | 'engine' | 'unknown';
  has(feature: Feature): boolean;
}

export interface CapabilityFacts {
  /** `ControlClient.info()`; undefined where it is not implemented. */
  readonly info?: BuildkitVersion | undefined;
  readonly worker?: Worker | undefined;
  /** `Version` of the Engine whose built-in BuildKit this is, such as `28.5.2`. */
  readonly engineVersion?: string | undefined;
}

/** `v0.25.2-moby` -> 0.25.2; undefined for `v0.0.0+unknown`, a commit or nothing. */
export function parseVersion(text: string): Version | undefined {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  if (!match) return undefined;
  const [major, minor, patch] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
  return major === 0 && minor === 0 ? undefined : { major, minor, patch };
}

/** First Engine version -> BuildKit inside it (moby/moby vendor.mod of each tag). Newest first. */
const ENGINE_BUILDKIT: readonly (readonly [engine: string, buildkit: string])[] = [
  ['29.7', '0.32'],
  ['29.6', '0.31'],
  ['29.5', '0.30'],
  ['29.4', '0.29'],
  ['29.3', '0.28'],
  ['29.2', '0.27'],
  ['29.1', '0.26'],
  ['29.0', '0.25.2'],
  ['28.5', '0.25'],
  ['28.4', '0.24'],
  ['28.3', '0.23.1'],
  ['28.2', '0.22'],
  ['28.1', '0.21'],
  ['28.0', '0.20'],
  ['27.5', '0.18.2'],
  ['27.4', '0.17.3'],
  ['27.3', '0.16'],
  ['27.2', '0.15.2'],
  ['27.1', '0.15.0'],
  ['27.0', '0.14.1'],
  ['26.0', '0.13.1'],
  ['25.0', '0.12.5'],
  ['24.0', '0.11.6'],
  ['23.0', '0.10.6'],
  ['20.10', '0.8'],
];

/** Dockerfile 1.26 came with BuildKit 0.32, 1.27 with 0.33, 1.28 with 0.34: the minor versions run in step. */
const DOCKERFILE_TO_BUILDKIT_MINOR = 6;

/** Decides what a daemon can do from the best fact there is: its own version, its Dockerfile frontend's, its Engine's. */
export function capabilitiesOf(facts: CapabilityFacts): Capabilities {
  const { version, source } = versionOf(facts);
  return {
    version,
    source,
    has: (feature) => version !== undefined && compare(version, minimum(feature)) >= 0,
  };
}

function versionOf({ info, worker, engineVersion }: CapabilityFacts): Pick<Capabilities, 'version' | 'source'> {
  for (const known of [info, worker?.version]) {
    const version = known && parseVersion(known.version);
    if (version) return { version, source: 'daemon' };
  }
  for (const known of [info, worker?.version]) {
    const dockerfile = known && parseVersion(known.dockerfileVersion);
    if (dockerfile) {
      return {
        version: { major: 0, minor: dockerfile.minor + DOCKERFILE_TO_BUILDKIT_MINOR, patch: 0 },
        source: 'dockerfile',
      };
    }
  }
  const engine = engineVersion === undefined ? undefined : parseVersion(engineVersion);
  const row = engine && ENGINE_BUILDKIT.find(([first]) => compare(engine, required(first)) >= 0);
  return row ? { version: required(row[1]), source: 'engine' } : { version: undefined, source: 'unknown' };
}

function minimum(feature: Feature): Version {
  return required(FEATURES[feature]);
}

function required(text: string): Version {
  const version = parseVersion(text);
  if (!version) throw new Error(`${text} is no version`);
  return version;
}

function compare(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch;
}
