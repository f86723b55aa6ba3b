import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes an instance as buildx writes one; its own `create` refuses an endpoint that does not answer. */
export async function writeInstance(buildxConfig: string, name: string, endpoint: string): Promise<void> {
  const node = { Name: `${name}0`, Endpoint: endpoint, Platforms: null, DriverOpts: null, Flags: null, Files: null };
  await mkdir(join(buildxConfig, 'instances'), { recursive: true });
  const instance = { Name: name, Driver: 'docker-container', Nodes: [node], Dynamic: false };
  await writeFile(join(buildxConfig, 'instances', name), JSON.stringify(instance));
}
