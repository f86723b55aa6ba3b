import { BuildersPage } from './pages/builders-page.ts';
import { NewBuilderSheet } from './pages/new-builder-sheet.ts';
import { hasContainer, hasVolume } from './support/containers.ts';
import { gatedRegistry } from './support/gated-registry.ts';
import { containerOf, expect, test } from './support/spec.ts';

test('the boot shows pull, create and start as they happen', async ({ bed, running, buildx }) => {
  const digest = await bed.registry.push('buildkit', 'slipway-e2e/buildkit', 'boot');
  const registry = await gatedRegistry(bed.registry.address);
  const image = `${registry.address}/slipway-e2e/buildkit:boot`;
  try {
    await new BuildersPage(running.page).open();
    const builder = new NewBuilderSheet(running.page);
    await builder.open();
    await builder.name.fill('boot-pulled');
    await builder.image.fill(image);
    await builder.submit.click();

    await registry.asked;
    await expect(builder.sheet.getByRole('heading', { name: 'Making boot-pulled' })).toBeVisible();
    await expect(builder.step('Save the builder')).toHaveAttribute('data-status', 'done');
    await expect(builder.step('Get the BuildKit image')).toHaveAttribute('data-status', 'running');
    await expect(builder.step('Get the BuildKit image')).toContainText(image);
    for (const title of ['Create the container', 'Start the container', 'Wait until BuildKit is ready']) {
      await expect(builder.step(title)).toHaveAttribute('data-status', 'waiting');
    }
    expect(await hasContainer(bed, containerOf('boot-pulled0'))).toBe(false);
    registry.open();
    await builder.waitUntilReady('boot-pulled');
    for (const title of ['Get the BuildKit image', 'Create the container', 'Copy its config', 'Start the container']) {
      await expect(builder.step(title)).toHaveAttribute('data-status', 'done');
    }
    await expect(builder.step('Get the BuildKit image')).not.toContainText('Using the image that is here');
    expect(await buildx('inspect', 'boot-pulled')).toContain(`image="${image}"`);
    const container = await bed.cli(['inspect', '--format', '{{.Config.Image}}', containerOf('boot-pulled0')]);
    expect(container.stdout.trim()).toBe(image);
  } finally {
    await registry.close();
    await buildx('rm', '--force', 'boot-pulled').catch(() => undefined);
    await bed.cli(['image', 'rm', image], { unchecked: true });
    await bed.registry.remove('slipway-e2e/buildkit', digest);
  }
});

test('a pull that hangs can be cancelled, and nothing stays', async ({ bed, running, buildx }) => {
  const registry = await gatedRegistry(bed.registry.address);
  try {
    await new BuildersPage(running.page).open();
    const builder = new NewBuilderSheet(running.page);
    await builder.open();
    await builder.name.fill('boot-hung');
    await builder.image.fill(`${registry.address}/slipway-e2e/none:1`);
    await builder.submit.click();
    await registry.asked;
    await builder.sheet.getByRole('button', { name: 'Cancel and undo' }).click();
    await expect(builder.sheet.getByRole('heading', { name: 'Making boot-hung was cancelled' })).toBeVisible();
    expect(await buildx('ls')).not.toContain('boot-hung');
  } finally {
    await registry.close();
  }
});

test('where no registry has the image, the one that is here serves, and that is said', async ({ running, buildx }) => {
  await new BuildersPage(running.page).open();
  const builder = new NewBuilderSheet(running.page);
  await builder.create('boot-local');
  await expect(builder.step('Get the BuildKit image')).toContainText('Using the image that is here');
  expect(await buildx('inspect', 'boot-local')).toMatch(/Status: +running/);
});

test('an image that is nowhere fails in clear words and leaves nothing', async ({ bed, running, buildx }) => {
  await new BuildersPage(running.page).open();
  const builder = new NewBuilderSheet(running.page);
  await builder.open();
  await builder.name.fill('boot-none');
  await builder.image.fill('slipway-e2e/no-such-image:1');
  await builder.submit.click();
  await expect(builder.sheet.getByRole('heading', { name: 'boot-none could not be made' })).toBeVisible({
    timeout: 60_000,
  });
  await expect(builder.sheet.getByRole('alert')).toContainText('slipway-e2e/no-such-image:1');
  await expect(builder.step('Get the BuildKit image')).toHaveAttribute('data-status', 'failed');
  await expect(builder.sheet.getByText('What holds now')).toHaveCount(0);
  expect(await buildx('ls')).not.toContain('boot-none');
  expect(await hasContainer(bed, containerOf('boot-none0'))).toBe(false);
  expect(await hasVolume(bed, `${containerOf('boot-none0')}_state`)).toBe(false);

  await builder.sheet.getByRole('button', { name: 'Back to its settings' }).click();
  await expect(builder.name).toHaveValue('boot-none');
  await builder.image.fill('');
  await builder.submit.click();
  await builder.waitUntilReady('boot-none');
});

test('what cannot be is said at its field, before anything is made', async ({ bed, running, buildx }) => {
  await buildx('create', '--name', 'boot-taken', '--driver', 'docker-container');
  await new BuildersPage(running.page).open();
  const builder = new NewBuilderSheet(running.page);
  await builder.open();
  for (const [name, words] of [
    ['boot-taken', /boot-taken/],
    ['default', /default/],
    ['9lives', /letter/],
  ] as const) {
    await builder.name.fill(name);
    await builder.submit.click();
    await expect(builder.name).toHaveAttribute('aria-invalid', 'true');
    await expect(builder.name).toHaveAccessibleDescription(words);
  }
  await builder.name.fill('boot-fine');
  await builder.image.fill('Not An Image');
  await builder.submit.click();
  await expect(builder.image).toHaveAttribute('aria-invalid', 'true');
  await expect(builder.submit).toBeVisible();
  expect(await buildx('ls')).not.toContain('boot-fine');
  expect(await hasContainer(bed, containerOf('boot-fine0'))).toBe(false);
});
