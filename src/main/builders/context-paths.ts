import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The folders whose entries make the contexts: config.json's, and those of each stored context (docker/cli cli/context/store). */
export function contextPaths(dockerDir: string): readonly string[] {
  const meta = join(dockerDir, 'contexts', 'meta');
  const tls = join(dockerDir, 'contexts', 'tls');
  return [
    dockerDir,
    meta,
    ...foldersIn(meta),
    tls,
    ...foldersIn(tls).flatMap((folder) => [folder, join(folder, 'docker')]),
  ];
}

function foldersIn(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(path, entry.name));
  } catch {
    return [];
  }
}
