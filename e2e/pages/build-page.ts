import { expect, type Locator, type Page } from '@playwright/test';

/** One build: header, graph, step panel, result or failure. */
export class BuildPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get result(): Locator {
    return this.page.getByRole('region', { name: 'Result' });
  }

  get error(): Locator {
    return this.page.getByRole('region', { name: 'Error' });
  }

  get graph(): Locator {
    return this.page.getByRole('application', { name: /^Graph of/ });
  }

  /** A step by what follows its keyword. */
  step(text: string): Locator {
    return this.graph.getByRole('button', { name: new RegExp(escapeRegExp(text)) });
  }

  get log(): Locator {
    return this.page.getByRole('region', { name: /^Log of/ });
  }

  async waitForResult(timeout = 90_000): Promise<void> {
    await expect(this.result.or(this.error)).toBeVisible({ timeout });
    await expect(this.error, 'the build failed').toHaveCount(0);
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
