import type { NodePlatform } from '../../shared/contract/index.ts';

/** What a store entry's and a worker's platform have in common. */
export interface AnyPlatform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  readonly osVersion?: string;
}

const ARCHITECTURES: Readonly<Record<string, string>> = {
  i386: '386',
  x86_64: 'amd64',
  'x86-64': 'amd64',
  aarch64: 'arm64',
  armhf: 'arm',
  armel: 'arm',
};

/** A platform in its one form (containerd/platforms `Normalize`): `x86_64` is `amd64`, `arm` is `arm/v7`. */
export function normalizePlatform(platform: AnyPlatform): AnyPlatform {
  const written = platform.architecture.toLowerCase();
  const architecture = ARCHITECTURES[written] ?? written;
  const variant = normalVariant(written, architecture, (platform.variant ?? '').toLowerCase());
  return {
    os: platform.os.toLowerCase(),
    architecture,
    ...(platform.osVersion ? { osVersion: platform.osVersion } : {}),
    ...(variant === '' ? {} : { variant }),
  };
}

/**
 * A platform as buildx prints and compares it: `linux/arm/v7`, `windows(10.0.20348.1)/amd64` (containerd/platforms
 * `FormatAll`; docker/buildx util/platformutil/parse.go).
 */
export function formatPlatform(platform: AnyPlatform): string {
  const { os, architecture, variant, osVersion } = normalizePlatform(platform);
  const version = osVersion === undefined ? '' : `(${osVersion})`;
  return [`${os === '' ? 'unknown' : os}${version}`, architecture, ...(variant === undefined ? [] : [variant])].join(
    '/',
  );
}

function normalVariant(written: string, architecture: string, variant: string): string {
  if (written === 'armhf') return 'v7';
  if (written === 'armel') return 'v6';
  if (architecture === 'arm64') return variant === '8' || variant === 'v8' ? '' : variant;
  if (architecture === 'amd64') return variant === 'v1' ? '' : variant;
  if (architecture === 'arm')
    return variant === '' || variant === '7' ? 'v7' : /^[5-8]$/.test(variant) ? `v${variant}` : variant;
  return variant;
}

/** The fixed platforms first, then the workers'; each once. The workers' first one is native. */
export function nodePlatformsOf(
  fixed: readonly AnyPlatform[],
  workers: readonly AnyPlatform[],
): readonly NodePlatform[] {
  const native = workers[0] ? architectureOf(formatPlatform(workers[0])) : undefined;
  const platforms = new Map<string, NodePlatform>();
  for (const [list, isFixed] of [
    [fixed, true],
    [workers, false],
  ] as const) {
    for (const platform of list) {
      const name = formatPlatform(platform);
      if (!platforms.has(name)) {
        platforms.set(name, { name, fixed: isFixed, native: native !== undefined && runsOn(native, name) });
      }
    }
  }
  return [...platforms.values()];
}

/** An amd64 kernel runs 386 programs itself; what an arm64 CPU does with arm ones cannot be told from here. */
function runsOn(native: string, name: string): boolean {
  const architecture = architectureOf(name);
  return architecture === native || (native === 'amd64' && architecture === '386');
}

function architectureOf(name: string): string {
  return name.split('/')[1] ?? '';
}
