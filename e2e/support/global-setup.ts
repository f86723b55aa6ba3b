import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setup } from '../../tools/testbed/vitest-setup.ts';
import { sweepFolders } from './launch.ts';

/** One testbed for the whole run; the built app must be there. Returns what takes the testbed down again. */
async function globalSetup(): Promise<(() => Promise<void>) | undefined> {
  const built = join(import.meta.dirname, '../../out/main/index.cjs');
  if (!existsSync(built)) throw new Error('The app is not built: run "npm run build" first.');
  await sweepFolders();
  return setup();
}

// biome-ignore lint/style/noDefaultExport: Playwright takes the default export of this file.
export default globalSetup;
