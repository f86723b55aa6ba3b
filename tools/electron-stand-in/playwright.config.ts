import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

// Where Electron's own binary is there, the same tests run on it; where it is not, or STAND_IN=1 asks, on the stand-in.
const binary = existsSync(join(import.meta.dirname, '../../node_modules/electron/path.txt'));
if (!binary || process.env.STAND_IN === '1') process.env.ELECTRON_OVERRIDE_DIST_PATH = import.meta.dirname;

export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: '*.spec.ts',
  outputDir: '../../.cache/stand-in-results',
  timeout: 30_000,
  workers: 2,
  reporter: 'list',
});
