import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installMissing, unpackOnce } from './apt.ts';
import { cacheDir, contentKey, makeOnce } from './cache.ts';
import { type GoTool, goPackages } from './packages.ts';
import { run } from './run.ts';
import { say, timed } from './say.ts';

/** Where a Go compiler is and the environment that it needs. */
interface Go {
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Compares `1.26.8` with `1.9`, number by number. */
export function isAtLeast(version: string, wanted: string): boolean {
  const numbers = (text: string) => text.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const [have, want] = [numbers(version), numbers(wanted)];
  for (let index = 0; index < want.length; index++) {
    const difference = (have[index] ?? 0) - (want[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** The `go` line of a go.mod. */
export function goVersionOf(goMod: string): string {
  const version = /^go (\S+)$/m.exec(goMod)?.[1];
  if (version === undefined) throw new Error('The go.mod has no go line.');
  return version;
}

/** The installed Go where it is new enough, else Debian's, which fetches the toolchain that the go.mod names. */
async function findGo(wanted: string): Promise<Go> {
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' };
  const found = await run('go', ['env', 'GOVERSION'], { env, unchecked: true }).catch(() => undefined);
  const version = found?.code === 0 ? found.stdout.trim().replace(/^go/, '') : undefined;
  if (version !== undefined && isAtLeast(version, wanted)) return { program: 'go', env };
  // Go learned to fetch another toolchain in 1.21.
  if (version !== undefined && isAtLeast(version, '1.21'))
    return { program: 'go', env: { ...env, GOTOOLCHAIN: 'auto' } };
  say(`no Go that can build for go ${wanted} is installed; taking Debian's`);
  const root = await unpackOnce(join(cacheDir(), 'tools', `go-${contentKey(JSON.stringify(goPackages))}`), goPackages);
  const goRoot = join(root, 'usr', 'lib', 'go-1.24');
  return { program: join(goRoot, 'bin', 'go'), env: { ...env, GOROOT: goRoot, GOTOOLCHAIN: 'auto' } };
}

function buildArguments(tool: GoTool, folder: string): readonly string[] {
  const called = tool.calledVersion ?? tool.version;
  const version = tool.versionVariable === undefined ? [] : ['-X', `${tool.versionVariable}=${called}`];
  return [
    'build',
    '-mod=readonly',
    '-trimpath',
    '-buildvcs=false',
    ...(tool.tags === undefined ? [] : ['-tags', tool.tags.join(' ')]),
    '-ldflags',
    ['-s', '-w', ...version].join(' '),
    // A folder: the names of the programs are those of their packages.
    '-o',
    `${folder}/`,
    ...tool.commands.map((command) => (command === '' ? tool.module : `${tool.module}/${command}`)),
  ];
}

/** Builds a tool from its Go module, static but for what `cgo` names, once; answers the folder of its programs. */
export async function buildGoTool(tool: GoTool): Promise<string> {
  const module = join(import.meta.dirname, 'go', tool.folder);
  const goMod = await readFile(join(module, 'go.mod'), 'utf8');
  const goSum = await readFile(join(module, 'go.sum'), 'utf8');
  const key = contentKey(goMod, goSum, JSON.stringify(tool), process.arch);
  return makeOnce(join(cacheDir(), 'go', `${tool.folder}-${tool.version}-${key}`), async (temporary) => {
    const go = await findGo(goVersionOf(goMod));
    // A copy, so that nothing is ever written beside the committed files.
    const work = join(temporary, 'module');
    await mkdir(work);
    for (const file of ['go.mod', 'go.sum']) await copyFile(join(module, file), join(work, file));
    if (tool.cgo !== undefined) await installMissing(tool.cgo);
    // Not under the environment's GOROOT unless we chose it: an inherited one may belong to another Go.
    await timed(`building ${tool.module} ${tool.version} from its Go module`, () =>
      run(go.program, buildArguments(tool, temporary), {
        cwd: work,
        env: { ...go.env, CGO_ENABLED: tool.cgo === undefined ? '0' : '1' },
        timeoutMs: 1_500_000,
      }),
    );
  });
}
