import type { Locator, Page } from '@playwright/test';

/** The page that stands where no Engine answers, and the banner over the others. */
export class EnginePage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  headline(words: string): Locator {
    return this.page.getByRole('heading', { name: words, level: 1 });
  }

  /** What happened, what it means, what to do. */
  get story(): Locator {
    return this.page.getByRole('main');
  }

  /** Over the page when an Engine has gone. */
  get banner(): Locator {
    return this.page.getByRole('main').locator('> div').filter({ hasText: 'What you see below is from then' });
  }
}
