import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The program that runs the app: Electron's own, or the stand-in. */
const electron: string = createRequire(import.meta.url)('electron');

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
