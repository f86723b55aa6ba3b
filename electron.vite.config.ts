import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/** Main and preload are CommonJS files: Electron's sandboxed preload can be nothing else, and main starts fastest so. */
const commonJs = { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' } as const;

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      // Many small modules, which each thread would look for and load one by one.
      externalizeDeps: { exclude: ['@bufbuild/protobuf'] },
      rolldownOptions: {
        input: {
          index: 'src/main/index.ts',
          'session-worker': 'src/main/buildkit/session/session-worker.ts',
          'build-worker': 'src/main/builds/build-worker.ts',
        },
        output: commonJs,
        // Loading a module of this room does nothing: a worker that opens a stream need not load zod with it.
        treeshake: { moduleSideEffects: (id) => !/[\\/]src[\\/]main[\\/]engine[\\/]/.test(id) },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rolldownOptions: { input: { index: 'src/preload/index.ts' }, output: commonJs },
    },
  },
  renderer: {
    root: 'src/renderer',
    build: {
      outDir: 'out/renderer',
      assetsInlineLimit: 0,
      rolldownOptions: { input: 'src/renderer/index.html' },
    },
    plugins: [react()],
  },
});
