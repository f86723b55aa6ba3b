import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { type DockerEnvironment, variable } from '../engine/index.ts';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Under sudo with the person's own HOME, files made in a store below it go to that person, as buildx does
 * (docker/buildx util/confutil/config_unix.go). Undefined otherwise. The home is looked up in /etc/passwd; where that
 * does not hold the user (macOS, directory services), nothing is given away.
 */
export function sudoOwner(
  dir: string,
  environment: DockerEnvironment,
  passwd: () => string = () => readFileSync('/etc/passwd', 'utf8'),
): Owner | undefined {
  if (environment.platform === 'win32' || environment.variables.SUDO_COMMAND === undefined) return undefined;
  const uid = Number(variable(environment, 'SUDO_UID') ?? Number.NaN);
  const gid = Number(variable(environment, 'SUDO_GID') ?? Number.NaN);
  if (!Number.isInteger(uid) || !Number.isInteger(gid)) return undefined;
  const below = relative(environment.home, dir);
  if (environment.home === '' || below === '' || below.startsWith('..')) return undefined;
  return homeOf(uid, passwd) === environment.home ? { uid, gid } : undefined;
}

function homeOf(uid: number, passwd: () => string): string | undefined {
  try {
    const row = passwd()
      .split('\n')
      .map((line) => line.split(':'))
      .find((fields) => fields[2] === String(uid));
    return row?.[5];
  } catch {
    return undefined;
  }
}
