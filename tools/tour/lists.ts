import { BuildersPage } from '../../e2e/pages/builders-page.ts';
import { expect } from '../../e2e/support/expect.ts';
import { launchApp } from '../../e2e/support/launch.ts';
import { say } from './say.ts';
import type { Stage } from './stage.ts';

/** Stops a builder from its menu and waits until its row says so. */
export async function stopBuilder({ page }: Stage, name: string): Promise<void> {
  const builders = new BuildersPage(page);
  await builders.open();
  await builders.menu(name, 'Stop');
  await expect(builders.row(name)).toContainText('Stopped');
}

/** The list of builds, and one builder with all that is known of it. */
export async function showLists({ page, pictures }: Stage, builder: string, project: string): Promise<void> {
  const areas = page.getByRole('navigation', { name: 'Areas' });
  await areas.getByRole('button', { name: /^Builds/ }).click();
  await expect(page.getByRole('heading', { name: 'Builds', level: 1 })).toBeVisible();
  await expect(page.getByRole('main').getByText(project, { exact: true })).toHaveCount(4);
  say('4 builds are listed');
  await pictures.take(page, 'builds');
  const builders = new BuildersPage(page);
  await builders.open();
  await builders.show(builder);
  await page.getByRole('tab', { name: 'Inspect' }).click();
  await pictures.take(page, 'inspect');
}

/** Removes builders with their state through their dialogs. */
export async function removeBuilders({ page }: Stage, names: readonly string[]): Promise<void> {
  const builders = new BuildersPage(page);
  await builders.open();
  for (const name of names) {
    await builders.remove(name, 'delete');
    say(`${name} is removed with its build state`);
  }
}

/** Starts the app where no Engine answers: it must say which address it tried and what to do. */
export async function showNoEngine({ parts, pictures }: Stage): Promise<void> {
  const socket = '/run/user/1000/docker.sock';
  const { DOCKER_CONTEXT: _context, ...env } = parts.env;
  const running = await launchApp({ env: { ...env, DOCKER_HOST: `unix://${socket}` } });
  try {
    await expect(running.page.getByText(socket).first()).toBeVisible();
    await pictures.take(running.page, 'no-engine');
    say((await running.page.getByRole('heading', { level: 1 }).first().textContent())?.trim() ?? '');
  } finally {
    await running.close();
  }
}
