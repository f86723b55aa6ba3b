import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Testbed } from './testbed.ts';

/**
 * For tests without an sshd: the PATH of an `ssh` that runs the remote command on this machine, which is the real `docker system dial-stdio` to
 * the testbed's Engine.
 *
 * @param before lines of shell that it runs first
 */
export async function localSsh(bed: Testbed, before = ''): Promise<{ readonly PATH: string }> {
  const bin = await bed.freshFolder('ssh');
  const script = `#!/bin/sh\n${before}for last; do :; done\nexport DOCKER_HOST=${bed.dockerHost}\nexec sh -c "$last"\n`;
  await writeFile(join(bin, 'ssh'), script);
  await chmod(join(bin, 'ssh'), 0o755);
  return { PATH: `${bin}:${join(bed.dockerProgram, '..')}:/usr/bin:/bin` };
}
