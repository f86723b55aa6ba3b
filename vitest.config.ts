import { defineConfig } from 'vitest/config';
import { onContainerdStore, onEveryEngine, onOneEngine } from './tools/test/engine-suite.ts';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'tools/**/*.test.ts', 'bench/**/*.test.ts'],
          environment: 'node',
          pool: 'forks',
          // A wait's time-out and no measure: a busy machine takes its time.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['src/**/*.itg.ts', 'tools/**/*.itg.ts'],
          environment: 'node',
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 300_000,
          globalSetup: ['tools/testbed/vitest-setup.ts'],
        },
      },
      {
        test: {
          name: 'engines',
          include: [...onEveryEngine, ...onContainerdStore, ...onOneEngine],
          environment: 'node',
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 300_000,
          globalSetup: ['tools/testbed/vitest-setup.ts'],
        },
      },
    ],
  },
});
