import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

// Where Electron's own binary is there, the tests run on it; elsewhere on the stand-in, which the app does not know of.
const root = import.meta.dirname;
const binary = existsSync(join(root, 'node_modules/electron/path.txt'));
if (!binary) process.env.ELECTRON_OVERRIDE_DIST_PATH ??= join(root, 'tools/electron-stand-in');

export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  outputDir: '.cache/e2e-results',
  globalSetup: './e2e/support/global-setup.ts',
  timeout: 180_000,
  expect: { timeout: 20_000 },
  fullyParallel: false,
  // The specs share one Engine, and some count what is on it.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: '.cache/e2e-results.json' }]],
});
