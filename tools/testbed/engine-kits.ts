import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fetchPackages, installMissing } from './apt.ts';
import { cacheDir, contentKey, makeOnce } from './cache.ts';
import { engineTools } from './engine.ts';
import { buildGoTool } from './go.ts';
import {
  type DebianPackage,
  engine28Packages,
  enginePackages,
  type GoTool,
  hostPackages,
  newestEngineTool,
  runcTool,
} from './packages.ts';
import { run } from './run.ts';

/** The Engines that the version tests run on. */
export const engineKitNames = ['docker-26', 'docker-28', 'docker-newest'] as const;

export type EngineKitName = (typeof engineKitNames)[number];

/** What an Engine's programs are: Debian's packages, and Go tools laid over them. */
interface EngineKit {
  readonly packages: readonly DebianPackage[];
  readonly tools: readonly GoTool[];
}

function withPackages(others: readonly DebianPackage[]): readonly DebianPackage[] {
  const names = new Set(others.map(({ name }) => name));
  return [...enginePackages.filter(({ name }) => !names.has(name)), ...others];
}

const kits: Readonly<Record<Exclude<EngineKitName, 'docker-26'>, EngineKit>> = {
  'docker-28': { packages: withPackages(engine28Packages), tools: [] },
  'docker-newest': { packages: enginePackages, tools: [newestEngineTool, runcTool] },
};

/** The folder with an Engine's programs, laid like that of {@link engineTools}. */
export async function kitTools(name: EngineKitName): Promise<string> {
  if (name === 'docker-26') return engineTools();
  await installMissing(hostPackages);
  const { packages, tools } = kits[name];
  const programs = await Promise.all(tools.map(async (tool) => ({ tool, folder: await buildGoTool(tool) })));
  const key = contentKey(JSON.stringify(packages), ...programs.map(({ folder }) => folder));
  return makeOnce(join(cacheDir(), 'tools', `${name}-${key}`), async (temporary) => {
    for (const file of await fetchPackages(packages)) await run('dpkg-deb', ['-x', file, temporary]);
    for (const { tool, folder } of programs) {
      // Where Debian's own packages have them.
      for (const program of programsOf(tool))
        await copyFile(join(folder, program), join(temporary, 'usr/sbin', program));
    }
  });
}

/** Names of the programs that a tool's commands make: the last part of the package's path. */
function programsOf({ module, commands }: GoTool): readonly string[] {
  return commands.map((command) => (command === '' ? module : command).split('/').at(-1) ?? '');
}
