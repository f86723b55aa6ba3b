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
    await this.submit.click();
    await this.waitUntilReady(name);
  }

  /** Picks a network that the Engine has. */
  async pickNetwork(name: string): Promise<void> {
    await this.sheet.getByRole('combobox', { name: 'Network' }).click();
    await this.page.getByRole('option', { name: new RegExp(`^${name}\\b`) }).click();
  }

  get image(): Locator {
    return this.sheet.getByLabel('BuildKit image');
  }

  get submit(): Locator {
    return this.sheet.getByRole('button', { name: /^Create builder/ });
  }

  /** A step of the boot by its words. */
  step(title: string): Locator {
    return this.sheet.getByRole('list', { name: 'Steps' }).getByRole('listitem').filter({ hasText: title });
  }

  /** Waits until the builder is made and runs. */
  async waitUntilReady(name: string): Promise<void> {
    await expect(this.sheet.getByRole('heading', { name: `${name} is ready` })).toBeVisible({ timeout: 60_000 });
  }
}
