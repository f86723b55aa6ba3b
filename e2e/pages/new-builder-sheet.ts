import { expect, type Locator, type Page } from '@playwright/test';

/** The sheet that makes a builder. */
export class NewBuilderSheet {
  readonly page: Page;
  readonly sheet: Locator;

  constructor(page: Page) {
    this.page = page;
    this.sheet = page.getByRole('dialog');
  }

  async open(): Promise<void> {
    await this.page
      .getByRole('button', { name: /^New builder/ })
      .first()
      .click();
    await expect(this.sheet.getByRole('heading', { name: 'New builder' })).toBeVisible();
    await expect(this.name).not.toHaveValue('');
  }

  get name(): Locator {
    return this.sheet.getByLabel('Name', { exact: true });
  }

  /** A limit's number box, `Memory` or `CPU`. */
  limit(label: 'Memory' | 'CPU'): Locator {
    return this.sheet.getByRole('slider', { name: new RegExp(`^${label} limit`) });
  }

  async create(name: string): Promise<void> {
    await this.open();
    await this.name.fill(name);
    await this.sheet.getByRole('button', { name: /^Create builder/ }).click();
    await expect(this.sheet.getByRole('heading', { name: `${name} is ready` })).toBeVisible({ timeout: 60_000 });
  }
}
