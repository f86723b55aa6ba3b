import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The program that runs the app: Electron's own, or the stand-in. */
const electron: string = createRequire(import.meta.url)('electron');

/**
 * Why `withoutOverride` and `withoutDocker` cannot be used on this machine; undefined where they can. In CI, where every real
 * part must be there, it throws instead, so that nobody takes a test that never ran for one that passed.
 */
export function whyNotAsAnother(program: 'setpriv' | 'unshare'): string | undefined {
  const reason = missing(program);
  if (reason !== undefined && process.env.CI) throw new Error(`In CI this must run, and it cannot: ${reason}.`);
  return reason;
}

function missing(program: 'setpriv' | 'unshare'): string | undefined {
  if (process.platform !== 'linux') return `only Linux has ${program}`;
  if (process.getuid?.() !== 0) return `only root can use ${program} for this`;
  const args = { setpriv: ['--bounding-set=-dac_override', 'true'], unshare: ['--mount', 'mount', '--version'] };
  const { error, status, stderr } = spawnSync(program, args[program], { encoding: 'utf8' });
  if (error !== undefined) return `there is no ${program} (of util-linux)`;
  return status === 0 ? undefined : `${program} does not work here: ${stderr.trim()}`;
}

/** Writes a program that starts the app without root's right to open what belongs to others. */
export function withoutOverride(folder: string): Promise<string> {
  return script(folder, `exec setpriv --bounding-set=-dac_override,-dac_read_search -- '${electron}' "$@"`);
}

/** Places outside of PATH in which docker lies on some machines. */
const PLACES = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/snap/bin', '/opt/docker-desktop/bin'];

/**
 * Writes a program that starts the app where no docker program is: in a mount namespace of its own, in which a file that
 * cannot be run lies over each.
 */
export async function withoutDocker(folder: string, searched: readonly string[]): Promise<string> {
  const files = [...new Set([...PLACES, ...searched])]
    .flatMap((place) => ['docker', 'dockerd'].map((name) => join(place, name)))
    .filter((file) => existsSync(file));
  const hide = files.map((file) => `mount --bind /dev/null '${file}'`);
  const inside = await script(folder, [...hide, `exec '${electron}' "$@"`].join('\n'), 'inside');
  return script(folder, `exec unshare --mount -- '${inside}' "$@"`);
}

async function script(folder: string, body: string, name = 'electron'): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\nset -e\n${body}\n`, { mode: 0o755 });
  return path;
}
