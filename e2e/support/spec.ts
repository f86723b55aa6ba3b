import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { engineTools } from '../../tools/testbed/engine.ts';
import { readState } from '../../tools/testbed/state.ts';
import { openTestbed, type Testbed } from '../../tools/testbed/testbed.ts';
import { endLeftovers, launchApp, type RunningApp } from './launch.ts';

/** What a spec of the app works with: real parts, a builder store of its own, and the app on both. */
interface Fixtures {
  readonly bed: Testbed;
  /** BUILDX_CONFIG of this test alone. */
  readonly buildxConfig: string;
  /** Path of a static busybox, for images from scratch. */
  readonly busybox: string;
  /** Runs `docker buildx …` with this test's store. */
  readonly buildx: (...args: readonly string[]) => Promise<string>;
  readonly running: RunningApp;
  /** Nothing to work with: ends after all else what the test left behind. */
  readonly leftovers: undefined;
}

export const test = base.extend<Fixtures>({
  leftovers: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of a fixture's needs from the pattern.
    async ({}, use) => {
      await use(undefined);
      await endLeftovers();
    },
    { auto: true },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  bed: async ({}, use) => {
    const state = readState();
    if (state === undefined) throw new Error('No testbed is up.');
    const bed = openTestbed(state);
    await use(bed);
    await bed.dispose();
  },
  buildxConfig: async ({ bed }, use) => {
    const folder = await bed.freshBuildxConfig();
    await use(folder);
    await removeBuilders(bed, folder);
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  busybox: async ({}, use) => {
    await use(join(await engineTools(), 'bin/busybox'));
  },
  buildx: async ({ bed, buildxConfig }, use) => {
    await use(async (...args) => {
      const { stdout } = await bed.cli(['buildx', ...args], { env: { BUILDX_CONFIG: buildxConfig } });
      return stdout;
    });
  },
  running: async ({ bed, buildxConfig }, use) => {
    const running = await launchApp({ env: bed.environment({ BUILDX_CONFIG: buildxConfig }) });
    await use(running);
    await running.close();
    if (running.complaints.length > 0) throw new Error(`The page complained:\n${running.complaints.join('\n')}`);
  },
});

export { expect } from '@playwright/test';

/** Leaves no builder of the store behind, whatever the test did, with their state. Needs no `ls`, which one bad file breaks. */
async function removeBuilders(bed: Testbed, buildxConfig: string): Promise<void> {
  const folder = join(buildxConfig, 'instances');
  const files = await readdir(folder).catch(() => []);
  for (const file of files) {
    const text = await readFile(join(folder, file), 'utf8').catch(() => '');
    for (const [, node = ''] of text.matchAll(/"Name":"([^"]+)","Endpoint"/g)) await removeNode(bed, node);
  }
}

/** Removes a node's container and state volume from the Engine, if they are there. */
export async function removeNode(bed: Testbed, node: string): Promise<void> {
  const container = containerOf(node);
  await bed.cli(['rm', '--force', '--volumes', container], { unchecked: true });
  await bed.cli(['volume', 'rm', '--force', `${container}_state`], { unchecked: true });
}

export function containerOf(node: string): string {
  return `buildx_buildkit_${node}`;
}
