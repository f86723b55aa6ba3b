import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BuildersPage } from './pages/builders-page.ts';
import { NewBuilderSheet } from './pages/new-builder-sheet.ts';
import { hasContainer } from './support/containers.ts';
import { gatedRegistry } from './support/gated-registry.ts';
import { launchApp } from './support/launch.ts';
import { containerOf, expect, test } from './support/spec.ts';

// Each step of making and removing is killed in src/main/operations/recover.itg.ts; this holds what a person sees of it.

/** The step that the journal names; undefined when nothing is under way. */
async function journalStep(userData: string): Promise<string | undefined> {
  const folder = join(userData, 'journal');
  const [file] = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
  if (file === undefined) return undefined;
  return (JSON.parse(await readFile(join(folder, file), 'utf8')) as { step: string }).step;
}

test('killed between store and container, the next start says so, and the builder is whole', async ({
  bed,
  buildx,
  buildxConfig,
}) => {
  await bed.registry.push('buildkit', 'slipway-e2e/buildkit', 'crash');
  const registry = await gatedRegistry(bed.registry.address);
  const env = bed.environment({ BUILDX_CONFIG: buildxConfig });
  const first = await launchApp({ env });
  const builder = new NewBuilderSheet(first.page);
  await new BuildersPage(first.page).open();
  await builder.open();
  await builder.name.fill('crashed');
  await builder.image.fill(`${registry.address}/slipway-e2e/buildkit:crash`);
  await builder.submit.click();
  await registry.asked;
  await expect.poll(() => journalStep(first.userData)).toBe('pull');
  const exited = new Promise<void>((resolve) => first.app.process().once('exit', () => resolve()));
  first.app.process().kill('SIGKILL');
  await exited;
  registry.open();

  expect(await hasContainer(bed, containerOf('crashed0'))).toBe(false);
  expect(await buildx('ls')).toContain('crashed');
  const second = await launchApp({ env, userData: first.userData });
  try {
    const { page } = second;
    await expect(page.getByText('Slipway was closed in the middle of making crashed')).toBeVisible();
    await expect(page.getByRole('main')).toContainText('It is saved with all its settings.');
    await expect.poll(() => journalStep(second.userData)).toBe(undefined);
    const builders = new BuildersPage(page);
    await builders.row('crashed').getByRole('button', { name: 'Start crashed' }).click();
    await expect(builders.row('crashed')).toContainText('Idle', { timeout: 60_000 });
    expect(await buildx('inspect', 'crashed')).toMatch(/Status:\s+running/);
    await page.getByRole('button', { name: 'Got it' }).click();
    await expect(page.getByText('Slipway was closed in the middle')).toHaveCount(0);
    expect(second.complaints).toEqual([]);
  } finally {
    await second.close();
    await registry.close();
  }
});
