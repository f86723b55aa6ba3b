import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { BuildersPage } from './pages/builders-page.ts';
import { SAMPLE_OUTPUT, writeSample } from './support/projects.ts';
import { containerOf, expect, test } from './support/spec.ts';

// No mouse in this file: keys alone, and what they reach is what has the focus.

const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return undefined;
    const { outlineStyle, boxShadow } = getComputedStyle(element);
    return {
      name: element.getAttribute('aria-label') ?? element.textContent ?? '',
      visible: outlineStyle !== 'none' || boxShadow !== 'none',
    };
  });

/** Presses Tab until something of that name has the focus. */
async function tabTo(page: Page, name: RegExp, limit = 40): Promise<void> {
  for (let press = 0; press < limit; press += 1) {
    await page.keyboard.press('Tab');
    const here = await focused(page);
    if (here !== undefined && name.test(here.name)) {
      expect(here.visible, `the focus on ${here.name} can be seen`).toBe(true);
      return;
    }
  }
  throw new Error(`Tab does not lead to ${name}.`);
}

/** Presses Tab until this has the focus, whose frame is what shows it. */
async function tabOnto(target: Locator, limit = 12): Promise<void> {
  const isThere = () => target.evaluate((element) => element === document.activeElement);
  for (let press = 0; press < limit && !(await isThere()); press += 1) await target.page().keyboard.press('Tab');
  await expect(target).toBeFocused();
}

test('the main job goes by keyboard alone', async ({ bed, running, busybox }) => {
  const { page } = running;
  const sample = await writeSample(join(await bed.freshFolder('project'), 'sample'), busybox);
  await expect(page.getByRole('heading', { name: 'Builders', level: 1 })).toBeVisible();

  await page.keyboard.press('Control+n');
  const name = page.getByLabel('Name', { exact: true });
  await expect(name).toBeFocused();
  await expect(name).not.toHaveValue('');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('by-keys');
  const memory = page.getByRole('slider', { name: /^Memory limit/ });
  await tabOnto(memory);
  const before = await memory.getAttribute('aria-valuetext');
  await page.keyboard.press('ArrowLeft');
  await expect(memory).not.toHaveAttribute('aria-valuetext', before ?? '');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { name: 'by-keys is ready' })).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await page.keyboard.press('Control+b');
  await expect(page.getByRole('combobox', { name: 'Folder' })).toBeFocused();
  await page.keyboard.type(sample);
  await expect(page.getByRole('dialog').getByText(/docker buildx build/)).toBeVisible();
  await expect(page.getByRole('radio', { name: /^release/ })).toBeChecked();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('region', { name: 'Result' })).toBeVisible({ timeout: 90_000 });

  // Into the graph, along its lines, and into a step.
  await page.keyboard.press('g');
  await page.keyboard.press('j');
  await expect(page.getByRole('region', { name: 'Step' })).toBeVisible();
  const first = await page.getByRole('region', { name: 'Step' }).getByRole('heading').textContent();
  await page.keyboard.press('j');
  await expect(page.getByRole('region', { name: 'Step' }).getByRole('heading')).not.toHaveText(first ?? '');

  await tabTo(page, /^Run with Docker$/, 60);
  await page.keyboard.press('Enter');
  for (const line of SAMPLE_OUTPUT) {
    await expect(page.getByRole('main').getByText(line, { exact: true }).first()).toBeVisible();
  }
  await bed.cli(['image', 'rm', '--force', 'sample:dev']);
});

test('a typed limit counts when the sheet is sent from its box, and nothing is sent of one that cannot be read', async ({
  bed,
  running,
}) => {
  const { page } = running;
  await expect(page.getByRole('heading', { name: 'Builders', level: 1 })).toBeVisible();
  await page.keyboard.press('Control+n');
  const name = page.getByLabel('Name', { exact: true });
  await expect(name).not.toHaveValue('');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('typed-limit');
  const memory = page.getByRole('textbox', { name: 'Memory limit in GB' });
  await expect(memory).not.toHaveValue('');
  await tabOnto(memory);

  await page.keyboard.press('Control+a');
  await page.keyboard.type('a lot');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText(/^This is no amount of memory\./)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'New builder' })).toBeVisible();
  await expect(memory).toBeFocused();
  await expect(memory).toHaveValue('a lot');

  await page.keyboard.press('Control+a');
  await page.keyboard.type('0,75');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { name: 'typed-limit is ready' })).toBeVisible({ timeout: 60_000 });
  const made = ['inspect', '--format', '{{.HostConfig.Memory}}', containerOf('typed-limit0')];
  expect(Number((await bed.cli(made)).stdout)).toBe(0.75 * 1024 ** 3);
});

test('F6 goes round the areas, ? lists the keys, Escape closes what lies over the page', async ({ running }) => {
  const { page } = running;
  await expect(page.getByRole('heading', { name: 'Builders', level: 1 })).toBeVisible();
  const area = () =>
    page.evaluate(() => {
      const here = document.activeElement?.closest('[data-area]');
      return here === null || here === undefined || document.activeElement === document.body
        ? 'none'
        : here.tagName.toLowerCase();
    });
  const round: string[] = [];
  for (let press = 0; press < 4; press += 1) {
    await page.keyboard.press('F6');
    round.push(await area());
  }
  const order = ['header', 'nav', 'main'];
  const start = order.indexOf(round[0] ?? '');
  expect(round).toEqual([0, 1, 2, 3].map((step) => order[(start + step) % 3]));
  await page.keyboard.press('Shift+F6');
  expect(await area()).toBe(round[2]);
  expect((await focused(page))?.visible, 'the focus can be seen').toBe(true);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('Ctrl');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('Control+1');
  await expect(page.getByRole('heading', { name: 'Builds', level: 1 })).toBeVisible();
  await page.keyboard.press('Control+2');
  await expect(page.getByRole('heading', { name: 'Builders', level: 1 })).toBeVisible();
});

test('builders are stopped, made current and removed by keyboard', async ({ running, buildx }) => {
  const { page } = running;
  await buildx('create', '--name', 'keys-one', '--driver', 'docker-container', '--bootstrap');
  await buildx('create', '--name', 'keys-two', '--driver', 'docker-container');
  const builders = new BuildersPage(page);
  await expect(builders.row('keys-one')).toContainText('Idle');
  await expect(builders.row('keys-two')).toContainText('Not started yet');

  // J and K go from builder to builder: the current one first, then by name.
  await page.keyboard.press('j');
  expect((await focused(page))?.name).toBe('default');
  await page.keyboard.press('j');
  expect(await focused(page)).toEqual({ name: 'keys-one', visible: true });
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  expect((await focused(page))?.name).toBe('keys-one');

  await tabTo(page, /^Stop keys-one$/, 3);
  await page.keyboard.press('Enter');
  await expect(builders.row('keys-one')).toContainText('Stopped');

  await tabTo(page, /^More for keys-two$/);
  await page.keyboard.press('Enter');
  await chooseInMenu(page, 'Make current');
  await expect(builders.row('keys-two')).toContainText('Current');

  await tabTo(page, /^More for keys-one$/, 60);
  await page.keyboard.press('Space');
  await chooseInMenu(page, 'Remove');
  const dialog = page.getByRole('dialog', { name: 'Remove keys-one?' });
  await expect(dialog.getByRole('button', { name: 'Keep keys-one' }), 'the way out comes first').toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(builders.row('keys-one')).toBeVisible();
  await expect.poll(async () => (await focused(page))?.name, 'back to where one was').toBe('More for keys-one');

  await page.keyboard.press('Enter');
  await chooseInMenu(page, 'Remove');
  await expect(dialog).toBeVisible();
  await tabTo(page, /^$/, 8);
  await expect(dialog.getByRole('radio', { name: 'Keep its build state' })).toBeFocused();
  // As long as a finger holds it: what gets the focus while an arrow is down is chosen.
  await page.keyboard.down('ArrowDown');
  await expect(dialog.getByRole('radio', { name: 'Delete its build state too' })).toBeChecked();
  await page.keyboard.up('ArrowDown');
  await tabTo(page, /^Remove and delete/, 8);
  await page.keyboard.press('Enter');
  await expect(builders.row('keys-one')).toHaveCount(0);
  expect(await buildx('ls')).not.toContain('keys-one');
});

test('the focus stays with what was pressed, or goes to where it was', async ({ running, buildx }) => {
  const { page } = running;
  await buildx('create', '--name', 'keys-kept', '--driver', 'docker-container', '--bootstrap');
  const builders = new BuildersPage(page);
  const row = builders.row('keys-kept');
  await expect(row).toContainText('Idle');
  const more = page.getByRole('button', { name: 'More for keys-kept' });
  await row.getByRole('button', { name: 'Stop keys-kept' }).focus();
  await page.keyboard.press('Enter');
  await expect(row).toContainText('Stopped');
  await expect(more, 'Stop is gone').toBeFocused();
  await page.keyboard.press('Shift+Tab');
  const start = row.getByRole('button', { name: 'Start keys-kept' });
  await expect(start).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(row).toContainText('Idle');
  await expect(start).toHaveCount(0);
  await expect(more).toBeFocused();

  await row.getByRole('button', { name: 'keys-kept', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'keys-kept', level: 1 })).toBeVisible();
  await expect(page.getByRole('main'), 'the row that led here is gone').toBeFocused();
  const back = page.getByRole('button', { name: 'Back', exact: true });
  await back.focus();
  await page.keyboard.press('Enter');
  await expect(row).toBeVisible();
  await expect(back).toHaveAttribute('aria-disabled', 'true');
  await expect(back, 'there is nothing to go back to').toBeFocused();
});

test('a form that was filled in is not lost to Escape or to a key for something else', async ({ running }) => {
  const { page } = running;
  await expect(page.getByRole('heading', { name: 'Builders', level: 1 })).toBeVisible();
  await page.keyboard.press('Control+n');
  const name = page.getByLabel('Name', { exact: true });
  await expect(name).not.toHaveValue('');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog'), 'nothing was typed yet').toHaveCount(0);

  await page.keyboard.press('Control+n');
  await expect(name).not.toHaveValue('');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('typed-in');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+b');
  await page.keyboard.press('Control+1');
  await expect(name).toHaveValue('typed-in');
  await tabTo(page, /^Cancel$/, 60);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await page.keyboard.press('Control+b');
  const folder = page.getByRole('combobox', { name: 'Folder' });
  await expect(folder).toBeFocused();
  await page.keyboard.type('/half/typed');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+n');
  await expect(folder).toHaveValue('/half/typed');
});

/** Goes down an open menu to an entry, and chooses it. */
async function chooseInMenu(page: Page, entry: string): Promise<void> {
  const item = page.getByRole('menuitem', { name: entry, exact: true });
  await expect(item).toBeVisible();
  const here = async () => (await focused(page))?.name ?? '';
  // The list takes the focus first, then its first entry; a key moves it a moment after it was pressed.
  let before = await here();
  while (!(await item.evaluate((element) => element === document.activeElement))) {
    await page.keyboard.press('ArrowDown');
    await expect.poll(here).not.toBe(before);
    before = await here();
  }
  await page.keyboard.press('Enter');
}
