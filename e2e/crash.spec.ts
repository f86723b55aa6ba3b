import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { engineDoor } from '../tools/testbed/engine-door.ts';
import { BuildersPage } from './pages/builders-page.ts';
import { NewBuilderSheet } from './pages/new-builder-sheet.ts';
import { expectAccessible } from './support/axe.ts';
import { hasContainer, hasVolume } from './support/containers.ts';
import { gatedRegistry } from './support/gated-registry.ts';
import { launchApp } from './support/launch.ts';
import { containerOf, expect, removeNode, test } from './support/spec.ts';

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
  await first.kill();
  registry.open();

  expect(await hasContainer(bed, containerOf('crashed0'))).toBe(false);
  expect(await buildx('ls')).toContain('crashed');
  const second = await launchApp({ env, userData: first.userData });
  try {
    const { page } = second;
    await expect(page.getByText('Slipway was closed in the middle of making crashed')).toBeVisible();
    await expect(page.getByRole('main')).toContainText('It is saved with all its settings.');
    await expectAccessible(page, 'what was left unfinished');
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

test('killed between container and start, the next start completes the builder', async ({
  bed,
  buildx,
  buildxConfig,
}) => {
  const door = await engineDoor(bed.socketPath);
  await door.open();
  const env = bed.environment({ BUILDX_CONFIG: buildxConfig, DOCKER_HOST: door.url });
  const first = await launchApp({ env });
  const builder = new NewBuilderSheet(first.page);
  await new BuildersPage(first.page).open();
  await builder.open();
  await builder.name.fill('crashed');
  const held = door.holdBack(new RegExp(`^POST \\S*/containers/${containerOf('crashed0')}/start`));
  await builder.submit.click();
  await held;
  expect(await journalStep(first.userData)).toBe('start');
  await first.kill();
  const state = await bed.cli(['inspect', '--format', '{{.State.Status}}', containerOf('crashed0')]);
  expect(state.stdout.trim()).toBe('created');

  const second = await launchApp({ env, userData: first.userData });
  try {
    const { page } = second;
    await expect(page.getByText('Slipway was closed in the middle of making crashed')).toBeVisible();
    await expect(page.getByRole('main')).toContainText('Slipway has completed and started it.');
    await expect(page.getByRole('main')).toContainText('It is now the current builder of docker buildx, as you chose.');
    await expect(new BuildersPage(page).row('crashed')).toContainText('Idle');
    expect(await journalStep(second.userData)).toBe(undefined);
    expect(await buildx('inspect', 'crashed')).toMatch(/Status:\s+running/);
    // Its files were copied before it was started.
    const toml = ['exec', containerOf('crashed0'), 'cat', '/etc/buildkit/buildkitd.toml'];
    expect((await bed.cli(toml)).stdout).toContain(bed.registry.address);
    expect(second.complaints).toEqual([]);
  } finally {
    await second.close();
    await door.dispose();
  }
});

for (const [choice, answer] of [
  ['keep', undefined],
  ['delete', 'Finish removing'],
  ['delete', 'Keep what is left'],
] as const) {
  const then = answer === undefined ? 'removes it with the same choice' : `asks, and does so: ${answer}`;
  test(`killed while a builder is removed (${choice}), the next start ${then}`, async ({
    bed,
    buildx,
    buildxConfig,
  }) => {
    const volume = `${containerOf('crashed0')}_state`;
    await buildx('create', '--name', 'crashed', '--driver', 'docker-container', '--bootstrap');
    const door = await engineDoor(bed.socketPath);
    await door.open();
    const env = bed.environment({ BUILDX_CONFIG: buildxConfig, DOCKER_HOST: door.url });
    // The builder's endpoint is the Engine's own address: the app asks that one, so let it be the door's.
    const instance = join(buildxConfig, 'instances/crashed');
    await writeFile(instance, (await readFile(instance, 'utf8')).replace(bed.dockerHost, door.url));
    const first = await launchApp({ env });
    const builders = new BuildersPage(first.page);
    await builders.open();
    await expect(builders.row('crashed')).toContainText('Idle');
    const held = door.holdBack(choice === 'keep' ? /^DELETE \S*\/containers\// : /^DELETE \S*\/volumes\//);
    await builders.askToRemove('crashed', choice);
    await held;
    expect(await journalStep(first.userData)).toBe(`crashed0/${choice === 'keep' ? 'container' : 'volume'}`);
    await first.kill();
    expect(await buildx('ls')).toContain('crashed');

    const second = await launchApp({ env, userData: first.userData });
    try {
      const { page } = second;
      await expect(page.getByText('Slipway was closed in the middle of removing crashed')).toBeVisible();
      if (answer === undefined) {
        await expect(page.getByRole('main')).toContainText('Slipway has removed it now.');
      } else {
        await expect(page.getByRole('main')).toContainText('Its container is gone.');
        const notice = page.getByRole('status').filter({ hasText: 'in the middle of removing crashed' });
        await expect(notice).toContainText(new RegExp(`Finishing deletes ${volume} \\(\\d`));
        await expectAccessible(page, 'a removal that is asked about');
        await page.screenshot({ path: join(test.info().outputDir, 'asked.png') });
        expect(await journalStep(second.userData)).toBe('crashed0/volume');
        expect(await hasVolume(bed, volume)).toBe(true);
        await page.getByRole('button', { name: answer }).click();
      }
      const removed = answer !== 'Keep what is left';
      await expect(new BuildersPage(page).row('default')).toBeVisible();
      if (!removed) await expect(page.getByRole('main')).toContainText('Nothing more was removed.');
      await expect(new BuildersPage(page).row('crashed')).toHaveCount(removed ? 0 : 1);
      await expect.poll(() => journalStep(second.userData)).toBe(undefined);
      expect((await buildx('ls')).includes('crashed')).toBe(!removed);
      expect(await hasContainer(bed, containerOf('crashed0'))).toBe(false);
      expect(await hasVolume(bed, volume)).toBe(choice === 'keep' || !removed);
      expect(second.complaints).toEqual([]);
    } finally {
      await second.close();
      await door.dispose();
      await removeNode(bed, 'crashed0');
    }
  });
}
