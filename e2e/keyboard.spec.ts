import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { SAMPLE_OUTPUT, writeSample } from './support/projects.ts';
import { expect, test } from './support/spec.ts';

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
  for (
    let press = 0;
    press < 12 && !(await memory.evaluate((element) => element === document.activeElement));
    press += 1
  ) {
    await page.keyboard.press('Tab');
  }
  await expect(memory).toBeFocused();
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

test('F6 goes round the areas, ? lists the keys, Escape closes what lies over the page', async ({ running }) => {
  const { page } = running;
  await expect(page.getByRole('heading', { name: 'Builders', level: 1 })).toBeVisible();
  const areas = new Set<string>();
  for (let press = 0; press < 6; press += 1) {
    await page.keyboard.press('F6');
    areas.add(
      await page.evaluate(
        () =>
          document.activeElement?.closest('header, nav, main, [role="banner"], section')?.tagName.toLowerCase() ?? '',
      ),
    );
  }
  expect(areas.size).toBeGreaterThan(1);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('Ctrl');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('Control+1');
  await expect(page.getByRole('heading', { name: 'Builds', level: 1 })).toBeVisible();
  await page.keyboard.press('Control+2');
  await expect(page.getByRole('heading', { name: 'Builders', level: 1 })).toBeVisible();
});
