import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '../..');

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
        external: (id) => builtinModules.includes(id.replace(/^node:/, '')) || /^[^./\0]/.test(id),
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' },
        treeshake: { moduleSideEffects: (id) => !/[\\/]src[\\/]main[\\/]engine[\\/]/.test(id) },
      },
    },
  });
  return join(outDir, 'client.cjs');
}
