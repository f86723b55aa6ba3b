import type { DebianPackage } from './packages.ts';

/** One line of `apt-cache madison`: a version of a package and the suite that has it. */
export interface Offer {
  readonly version: string;
  readonly suite: string;
}

/** Reads `apt-cache madison`, whose newest version is first: `name | version | uri suite/component arch Packages`. */
export function parseMadison(text: string): readonly Offer[] {
  return text.split('\n').flatMap((line) => {
    const [, version, origin] = line.split('|').map((part) => part.trim());
    const suite = origin?.split(' ')[1]?.split('/')[0];
    return version && suite && origin?.endsWith(' Packages') ? [{ version, suite }] : [];
  });
}

/** The version to take: the one that was tried, else the newest of the suite (its security updates count as part of it). */
export function chooseVersion(wanted: DebianPackage, offers: readonly Offer[]): { version: string; tried: boolean } {
  if (offers.some((offer) => offer.version === wanted.version)) return { version: wanted.version, tried: true };
  const newest = offers.find((offer) => offer.suite === wanted.suite || offer.suite.startsWith(`${wanted.suite}-`));
  if (newest) return { version: newest.version, tried: false };
  throw new Error(`No version of ${wanted.name} is in Debian's ${wanted.suite}.`);
}

/** The name that apt gives a package's file, without its architecture: a colon of the version is written %3a. */
export function debFileStart(name: string, version: string): string {
  return `${name}_${version.replaceAll(':', '%3a')}_`;
}

/** Debian mirrors that the system's own apt uses, from `apt-get indextargets` lines of `origin|uri|codename`. */
export function debianMirrors(text: string): { readonly main?: string; readonly security?: string } {
  const rows = text.split('\n').map((line) => line.trim().split('|'));
  const find = (security: boolean) =>
    rows.find(
      ([origin, , codename]) => origin === 'Debian' && (codename ?? '').endsWith('-security') === security,
    )?.[1];
  const main = find(false);
  const security = find(true);
  return { ...(main ? { main } : {}), ...(security ? { security } : {}) };
}

/** Packages that `apt-get install --simulate` would unpack, from lines such as `Inst tar (1.35 Debian:13/stable [amd64])`. */
export function parseSimulation(text: string): readonly { readonly name: string; readonly version: string }[] {
  return [...text.matchAll(/^Inst (\S+) (?:\[\S+\] )?\((\S+) /gm)].map(([, name = '', version = '']) => ({
    name,
    version,
  }));
}
