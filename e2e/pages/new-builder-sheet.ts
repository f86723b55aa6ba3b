import type { Locator, Page } from '@playwright/test';
import { expect } from '../support/expect.ts';

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

  /** Sets a limit by its number box, in gigabytes or cores. */
  async typeLimit(label: 'Memory' | 'CPU', value: number): Promise<void> {
    const box = this.sheet.getByLabel(new RegExp(`^${label} limit in [^:]+$`));
    await box.fill(String(value));
    await box.press('Enter');
  }

  /** Whether `docker buildx` shall use it too. */
  get useToo(): Locator {
    return this.sheet.getByRole('checkbox', { name: 'Use it for docker buildx too' });
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

  /** What is said of build state that is there under this name. */
  get existing(): Locator {
    return this.sheet.getByRole('status').filter({ hasText: 'There is build state' });
  }

  async chooseState(choice: 'Use it' | 'Start empty'): Promise<void> {
    await this.sheet.getByRole('radio', { name: choice }).click();
  }

  get submit(): Locator {
    return this.sheet.getByRole('button', { name: /^Create builder/ });
  }

  /** The steps of the boot. */
  get steps(): Locator {
    return this.sheet.getByRole('list', { name: 'Steps' }).getByRole('listitem');
  }

  /** A step of the boot by its words. */
  step(title: string): Locator {
    return this.steps.filter({ hasText: title });
  }

  /** Waits until the builder is made and runs. */
  async waitUntilReady(name: string): Promise<void> {
    await expect(this.sheet.getByRole('heading', { name: `${name} is ready` })).toBeVisible({ timeout: 60_000 });
  }
}
