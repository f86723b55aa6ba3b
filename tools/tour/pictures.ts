import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect } from '../../e2e/support/expect.ts';

/** Bytes; a repository carries these files for ever. */
const LARGEST = 250_000;

/** Takes the tour's pictures into one folder. */
export class Pictures {
  readonly folder: string;
  readonly #taken: string[] = [];

  constructor(folder: string) {
    this.folder = folder;
  }

  get count(): number {
    return this.#taken.length;
  }

  /** The window as it is, 1440 by 900, in the dark. `light` takes a second one, `NAME-light`. */
  async take(page: Page, name: string, { light = false }: { readonly light?: boolean } = {}): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    // What was said in a corner goes by itself.
    await expect(page.getByRole('region', { name: /^Notifications/ }).getByRole('listitem')).toHaveCount(0);
    await this.#shoot(page, name);
    if (!light) return;
    await page.emulateMedia({ colorScheme: 'light' });
    await this.#shoot(page, `${name}-light`);
    await page.emulateMedia({ colorScheme: 'dark' });
  }

  async #shoot(page: Page, name: string): Promise<void> {
    const path = join(this.folder, `${name}.png`);
    // Where the pointer rests something is highlighted, and a caret blinks.
    await page.mouse.move(0, 0);
    await page.screenshot({ path, caret: 'hide', animations: 'disabled' });
    const { size } = await stat(path);
    if (size > LARGEST) throw new Error(`the picture ${name}.png has ${size} bytes, more than ${LARGEST}`);
    this.#taken.push(path);
  }
}
