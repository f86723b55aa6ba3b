import { existsSync } from 'node:fs';
import { installMissing } from './apt.ts';
import { chromiumPackages } from './packages.ts';

/** Debian's Chromium itself, not the wrapper in /usr/bin, which adds flags and costs time. */
const chromium = '/usr/lib/chromium/chromium';

/** Installs Chromium, a virtual display and fonts from the system's suites where missing; answers Chromium's file. */
export async function ensureChromium(): Promise<string> {
  await installMissing(chromiumPackages);
  if (!existsSync(chromium)) throw new Error(`The package chromium is installed, but ${chromium} is not there.`);
  return chromium;
}
