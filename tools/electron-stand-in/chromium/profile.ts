import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = 'electron-stand-in-';

/** Makes a profile folder of this process's own, and removes those whose process was killed before it could. */
export function makeProfile(): string {
  sweep();
  return mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
}

/** Removes a profile. Chromium's last writes may still arrive, so it tries again for a moment; what stays is swept by a later start. */
export function removeProfile(profile: string): void {
  try {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 40 });
  } catch {
    // A later start sweeps it.
  }
}

function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]);
    if (Number.isInteger(pid) && !isAlive(pid) && isOfThisMachine(join(tmpdir(), name)))
      removeProfile(join(tmpdir(), name));
  }
}

/** Chromium's lock is a link named `host-pid`: a temp folder shared with another machine or container holds profiles that live there. */
function isOfThisMachine(profile: string): boolean {
  try {
    return readlinkSync(join(profile, 'SingletonLock')).startsWith(`${hostname()}-`);
  } catch {
    return true;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
