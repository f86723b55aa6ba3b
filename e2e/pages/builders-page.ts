import type { Locator, Page } from '@playwright/test';
import { expect } from '../support/expect.ts';

/** The list of builders and what can be done from it. */
export class BuildersPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens it, and waits until the store and the Engine have been read. */
  async open(): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Areas' }).getByRole('button', { name: 'Builders' }).click();
    await expect(this.page.getByRole('heading', { name: 'Builders', level: 1 })).toBeVisible();
  }

  row(name: string): Locator {
    return this.page
      .getByRole('list', { name: 'Builders' })
      .getByRole('listitem')
      .filter({ has: this.page.getByRole('button', { name, exact: true }) });
  }

  /** Opens a builder's own page. */
  async show(name: string): Promise<void> {
    await this.row(name).getByRole('button', { name, exact: true }).click();
    await expect(this.page.getByRole('heading', { name, level: 1 })).toBeVisible();
  }

  /** @param entry how its name begins: one that cannot be chosen says why after it */
  async menu(name: string, entry: string): Promise<void> {
    await this.page.getByRole('button', { name: `More for ${name}` }).click();
    await this.page.getByRole('menuitem', { name: new RegExp(`^${entry}`) }).click();
  }

  /** Removes a builder through its dialog, and waits until it is gone. */
  async remove(name: string, state: 'keep' | 'delete'): Promise<void> {
    await this.askToRemove(name, state);
    await expect(this.row(name)).toHaveCount(0);
  }

  async askToRemove(name: string, state: 'keep' | 'delete'): Promise<void> {
    await this.menu(name, 'Remove');
    const dialog = this.page.getByRole('alertdialog').or(this.page.getByRole('dialog'));
    await expect(dialog).toBeVisible();
    if (state === 'delete') await dialog.getByRole('radio', { name: /Delete its build state too/ }).click();
    await dialog
      .getByRole('button', { name: state === 'keep' ? /^Remove(?:, keep state)?$/ : /^Remove and delete/ })
      .click();
  }
}
