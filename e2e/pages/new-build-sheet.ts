import type { Locator, Page } from '@playwright/test';
import { expect } from '../support/expect.ts';

/** The sheet that starts a build. */
export class NewBuildSheet {
  readonly page: Page;
  readonly sheet: Locator;

  constructor(page: Page) {
    this.page = page;
    this.sheet = page.getByRole('dialog', { name: 'New build' });
  }

  async open(): Promise<void> {
    await this.page.keyboard.press('Control+b');
    await expect(this.sheet).toBeVisible();
  }

  get folder(): Locator {
    return this.sheet.getByRole('combobox', { name: 'Folder' });
  }

  get imageName(): Locator {
    return this.sheet.getByRole('textbox', { name: 'Image name', exact: true });
  }

  /** Which stage is built. */
  stage(name: string): Locator {
    return this.sheet.getByRole('radio', { name: new RegExp(`^${name}\\b`) });
  }

  async pickDockerfile(name: string): Promise<void> {
    await this.sheet.getByRole('combobox', { name: 'Dockerfile' }).click();
    await this.page.getByRole('option', { name, exact: true }).click();
  }

  get build(): Locator {
    return this.sheet.getByRole('button', { name: /^Build(?: for the cache only)?(?: Ctrl Enter)?$/ });
  }

  /** Chooses a folder by typing it, and waits until it has been looked at. */
  async choose(folder: string): Promise<void> {
    await this.folder.fill(folder);
    await expect(this.sheet.getByText(/docker buildx build/)).toBeVisible();
    await this.page.keyboard.press('Tab');
  }

  /** A box of "What should come out?". */
  output(
    name: 'An image on this computer' | 'An image in a registry' | 'Files in a folder' | 'One image file',
  ): Locator {
    return this.sheet.getByRole('checkbox', { name, exact: true });
  }

  /** That an image goes to Docker, wherever that is. */
  get load(): Locator {
    return this.sheet.getByRole('checkbox', { name: /^An image (on this computer|in Docker on .+)$/ });
  }

  /** The card of a processor, by its short name. */
  platform(name: string): Locator {
    return this.sheet.getByRole('checkbox', { name: new RegExp(`(^| )${name}$`) });
  }

  /** One more row for a build argument, with the next name that the Dockerfile declares. */
  async addArgument(): Promise<void> {
    await this.sheet.getByRole('button', { name: 'Add', exact: true }).click();
  }

  /** @param number of its row, from 1 */
  async addSecret(
    number: number,
    secret: {
      readonly id: string;
      readonly from: 'From a file' | 'From a variable' | 'Typed here';
      readonly value: string;
    },
  ): Promise<void> {
    await this.sheet.getByRole('button', { name: 'Add a secret' }).click();
    await this.sheet.getByLabel(`Id of secret ${number}`).fill(secret.id);
    await this.sheet.getByRole('combobox', { name: `Source of secret ${number}` }).click();
    await this.page.getByRole('option', { name: secret.from }).click();
    await this.sheet.getByLabel(`Value of secret ${number}`).fill(secret.value);
  }

  async pickBuilder(name: string): Promise<void> {
    const field = this.sheet.getByRole('combobox', { name: 'Builder' });
    if ((await field.textContent())?.includes(name)) return;
    await field.click();
    await this.page.getByRole('option', { name: new RegExp(`^${name}`) }).click();
  }

  /** Fills the sheet and starts the build; the build's page is open afterwards. */
  async start(options: {
    readonly folder: string;
    readonly builder?: string;
    readonly cacheOnly?: boolean;
  }): Promise<void> {
    await this.open();
    await this.choose(options.folder);
    if (options.builder !== undefined) await this.pickBuilder(options.builder);
    if (options.cacheOnly) await this.load.uncheck();
    await this.build.click();
    await expect(this.sheet).toHaveCount(0);
  }
}
