import { BuildersPage } from '../../e2e/pages/builders-page.ts';
import { NewBuilderSheet } from '../../e2e/pages/new-builder-sheet.ts';
import { expect } from '../../e2e/support/expect.ts';
import { say } from './say.ts';
import type { Stage } from './stage.ts';

const GB = 1024 ** 3;

/** Limits that suit the Engine's machine: a share of what it has. */
interface Limits {
  /** Gigabytes of 1024³ bytes. */
  readonly memory: number;
  readonly cpus: number;
}

/** Makes the builder of the main job with the sheet, its two sliders moved by keyboard. Leaves "is ready" open. */
export async function makeBuilder({ parts, page, pictures }: Stage, name: string): Promise<void> {
  const sheet = new NewBuilderSheet(page);
  await new BuildersPage(page).open();
  await sheet.open();
  await sheet.name.fill(name);
  const wanted = await shareOf(parts.engine, 3);
  await slide(sheet, 'Memory', wanted.memory);
  await slide(sheet, 'CPU', wanted.cpus);
  for (const label of ['Memory', 'CPU'] as const) {
    say(`${label.toLowerCase()} limit: ${await sheet.limit(label).getAttribute('aria-valuetext')}`);
  }
  await pictures.take(page, 'new-builder');
  await sheet.submit.click();
  await expect(sheet.steps.first()).toBeVisible();
  await pictures.take(page, 'making');
  await sheet.waitUntilReady(name);
  for (const step of await sheet.steps.allInnerTexts()) say(step.split('\n').join(', '));
}

/** Makes one more builder with limits of its own and the rest as suggested. */
export async function makeAnother({ parts, page }: Stage, name: string, share: number): Promise<void> {
  const sheet = new NewBuilderSheet(page);
  await new BuildersPage(page).open();
  await sheet.open();
  await sheet.name.fill(name);
  const wanted = await shareOf(parts.engine, share);
  await sheet.typeLimit('Memory', wanted.memory);
  await sheet.typeLimit('CPU', wanted.cpus);
  await sheet.useToo.setChecked(false);
  await sheet.submit.click();
  await sheet.waitUntilReady(name);
  await page.keyboard.press('Escape');
  await expect(sheet.sheet).toHaveCount(0);
}

async function shareOf(engine: Stage['parts']['engine'], parts: number): Promise<Limits> {
  const { memory, cpus } = await engine.info();
  return {
    memory: Math.max(1, Math.round(memory / GB / parts)),
    cpus: Math.max(0.5, Math.round((cpus * 4) / Math.max(1.4, parts / 2)) / 4),
  };
}

/** Moves a slider's handle from its least step by step to a value, or as far as it goes. */
async function slide(sheet: NewBuilderSheet, label: 'Memory' | 'CPU', wanted: number): Promise<void> {
  const slider = sheet.limit(label);
  await slider.press('Home');
  for (let before = -1, now = await stepOf(slider); now < wanted && now !== before; now = await stepOf(slider)) {
    before = now;
    await slider.press('ArrowRight');
  }
}

async function stepOf(slider: ReturnType<NewBuilderSheet['limit']>): Promise<number> {
  return Number(await slider.getAttribute('aria-valuenow'));
}
