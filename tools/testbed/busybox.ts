import { join } from 'node:path';
import { unpackOnce } from './apt.ts';
import { cacheDir, contentKey } from './cache.ts';
import { enginePackages } from './packages.ts';

/** Path of Debian's static busybox, unpacked into the cache: all that an image from scratch needs. */
export async function staticBusybox(): Promise<string> {
  const packages = enginePackages.filter(({ name }) => name === 'busybox-static');
  const folder = join(cacheDir(), 'tools', `busybox-${contentKey(JSON.stringify(packages))}`);
  return join(await unpackOnce(folder, packages), 'bin/busybox');
}
