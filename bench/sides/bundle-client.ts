import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '../..');

/** What the app's bundle takes in, and all else is loaded from node_modules. */
const BUNDLED = ['@bufbuild/protobuf'];
const isPackage = (id: string) => /^[^./\0]/.test(id);
const isBundled = (id: string) => BUNDLED.some((name) => id === name || id.startsWith(`${name}/`));

let made: Promise<string> | undefined;

/** Bundles Slipway's side once a run, with its session worker beside it, by the rules of electron.vite.config.ts. Answers the program. */
export function bundleClient(): Promise<string> {
  made ??= bundle();
  return made;
}

async function bundle(): Promise<string> {
  // Inside the repository, where the packages that are not bundled are found.
  const outDir = join(root, '.cache/bench');
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: BUNDLED },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: 'node24',
      rolldownOptions: {
        input: {
          client: join(root, 'bench/client/main.ts'),
          'session-worker': join(root, 'src/main/buildkit/session/session-worker.ts'),
        },
        external: (id) => builtinModules.includes(id.replace(/^node:/, '')) || (isPackage(id) && !isBundled(id)),
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' },
        treeshake: { moduleSideEffects: (id) => !/[\\/]src[\\/]main[\\/]engine[\\/]/.test(id) },
      },
    },
  });
  return join(outDir, 'client.cjs');
}
