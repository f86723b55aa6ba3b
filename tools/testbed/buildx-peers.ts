import { join } from 'node:path';
import { unpackOnce } from './apt.ts';
import { cacheDir, contentKey } from './cache.ts';
import { buildGoTool } from './go.ts';
import { buildx036Tool, buildxTool, olderBuildxPackages } from './packages.ts';

/** The buildx CLIs that the version tests meet in one store; the first is that of all other tests. */
export const buildxPeers = ['0.38', '0.36', '0.29', '0.13'] as const;

export type BuildxPeer = (typeof buildxPeers)[number];

/** Path of a buildx CLI plugin. */
export async function buildxPlugin(peer: BuildxPeer): Promise<string> {
  switch (peer) {
    case '0.38':
      return join(await buildGoTool(buildxTool), 'buildx');
    case '0.36':
      return join(await buildGoTool(buildx036Tool), 'buildx');
    case '0.29':
    case '0.13': {
      const wanted = olderBuildxPackages[peer];
      const folder = join(cacheDir(), 'tools', `buildx-${peer}-${contentKey(JSON.stringify(wanted))}`);
      return join(await unpackOnce(folder, [wanted]), 'usr/libexec/docker/cli-plugins/docker-buildx');
    }
  }
}
