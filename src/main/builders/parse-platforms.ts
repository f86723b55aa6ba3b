import { SlipwayError } from '../../shared/contract/index.ts';
import type { StoredPlatform } from '../buildx/index.ts';
import { normalizePlatform } from './platforms.ts';

const SYSTEMS = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos'.split(
    ' ',
  ),
);
const ARCHITECTURES = new Set(
  '386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc riscv riscv64 s390 s390x sparc sparc64 wasm'.split(
    ' ',
  ),
);
const PART = /^[A-Za-z0-9_.-]+$/;
const SYSTEM = /^([A-Za-z0-9_-]+)(?:\(([A-Za-z0-9_.+-]*)\))?$/;

/**
 * `--platform` values as buildx stores them; null without any. One value may hold several, with commas (docker/buildx
 * util/platformutil/parse.go, containerd/platforms `Parse` and `Normalize`).
 *
 * @param host what `local` and a bare system or architecture stand for
 * @throws SlipwayError `invalid-input` at `platforms`
 */
export function parsePlatforms(
  given: readonly string[],
  host: { readonly os: string; readonly architecture: string } = hostPlatform(),
): readonly StoredPlatform[] | null {
  const texts = given.flatMap((text) => text.split(','));
  return texts.length === 0 ? null : texts.map((text) => parsePlatform(text, host));
}

function parsePlatform(text: string, host: { readonly os: string; readonly architecture: string }): StoredPlatform {
  if (text.toLowerCase() === 'local') return host;
  const parts = text.split('/');
  const [first = '', second, third] = parts;
  const system = SYSTEM.exec(first);
  if (parts.length > 3 || !system || !parts.slice(1).every((part) => PART.test(part))) throw unknown(text);
  const [, os = '', osVersion] = system;
  if (second === undefined) {
    if (SYSTEMS.has(os.toLowerCase()))
      return normalizePlatform({ os, architecture: host.architecture, ...version(osVersion) });
    const alone = normalizePlatform({ os: host.os, architecture: first });
    if (!ARCHITECTURES.has(alone.architecture)) throw unknown(text);
    return alone;
  }
  return normalizePlatform({
    os,
    architecture: second,
    ...version(osVersion),
    ...(third === undefined ? {} : { variant: third }),
  });
}

function version(osVersion: string | undefined): { readonly osVersion?: string } {
  return osVersion ? { osVersion } : {};
}

function hostPlatform(): { readonly os: string; readonly architecture: string } {
  const architectures: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', loong64: 'loong64' };
  return {
    os: process.platform === 'win32' ? 'windows' : process.platform,
    architecture: architectures[process.arch] ?? process.arch,
  };
}

function unknown(text: string): SlipwayError {
  return new SlipwayError({
    code: 'invalid-input',
    title: `${text === '' ? 'An empty text' : text} is no platform.`,
    remedy: 'Write it like linux/amd64 or linux/arm/v7.',
    field: 'platforms',
  });
}
