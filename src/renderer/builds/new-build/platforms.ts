import { DEFAULT_PLATFORM_VARIABLE, type DefaultPlatform, samePlatform } from '../../../shared/actions/index.ts';
import type { BuilderItem } from '../../../shared/contract/index.ts';
import { listed } from '../../app/format.ts';

/** A platform as its card shows it. */
export interface PlatformChoice {
  /** `linux/arm64` */
  readonly name: string;
  /** `Intel and AMD`, `Arm`; absent where the field's own name is all there is. */
  readonly plain?: string;
  readonly hint: string;
  /** Why it cannot be built. */
  readonly off?: string;
}

const PLAIN: Readonly<Record<string, string>> = {
  amd64: 'Intel and AMD',
  '386': 'Intel and AMD, 32 bit',
  arm64: 'Arm',
  arm: 'Arm, 32 bit',
  riscv64: 'RISC-V',
  ppc64le: 'IBM Power',
  s390x: 'IBM Z',
};
/** Shown although they cannot be built: the two that images are made for. */
const ALWAYS = ['linux/amd64', 'linux/arm64'];

/**
 * The platforms of a builder's first node, which is the one that builds: native ones, emulated ones, then what it would
 * need an emulator for. Micro-architecture levels (`linux/amd64/v3`) are left out unless they are chosen.
 */
export function platformChoices(
  builder: BuilderItem | undefined,
  chosen: readonly string[],
): readonly PlatformChoice[] {
  const known = builder?.nodes[0]?.platforms ?? [];
  if (builder === undefined || known.length === 0) return chosen.map((name) => ({ ...named(name), hint: 'as chosen' }));
  const main = known.filter(({ name }) => !/\/amd64\/v[2-9]$/.test(name) || chosen.includes(name));
  const native = main.filter((platform) => platform.native);
  const emulated = main.filter((platform) => !platform.native);
  const others = [...ALWAYS, ...chosen].filter(
    (name, index, all) => all.indexOf(name) === index && !known.some((each) => samePlatform(each.name, name)),
  );
  return [
    ...native.map(({ name }) => ({ ...named(name), hint: `full speed on ${builder.name}` })),
    ...emulated.map(({ name }) => ({ ...named(name), hint: `emulated on ${builder.name}, much slower` })),
    ...others.map((name) => ({
      ...named(name),
      hint: '',
      off: `${builder.name} has no emulator for it`,
    })),
  ];
}

/** What is built while nothing is chosen, and who says so where it is not the builder. */
export function unchosen(standard: DefaultPlatform | undefined): { readonly brief: string; readonly why?: string } {
  if (standard === undefined) return { brief: 'none chosen: the one of the builder' };
  if (standard.platforms === undefined) return { brief: 'none chosen' };
  const names = listed(standard.platforms.map(shortPlatform));
  const from =
    standard.from === 'login-shell' ? "comes from your shell's settings" : 'was set where Slipway was started';
  return {
    brief: `none chosen: ${names}`,
    why: `While none is chosen, docker builds for ${names}: the variable ${DEFAULT_PLATFORM_VARIABLE} says so. It ${from}.`,
  };
}

function named(name: string): Pick<PlatformChoice, 'name' | 'plain'> {
  const [os = '', architecture = '', variant] = name.split('/');
  const plain = PLAIN[architecture];
  return os === 'linux' && plain !== undefined && (variant === undefined || architecture === 'arm')
    ? { name, plain }
    : { name };
}

/** `arm64` for `linux/arm64`; other systems by their whole name. */
export function shortPlatform(name: string): string {
  return name.replace(/^linux\//, '');
}
