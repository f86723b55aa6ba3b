import type { Locator, Page } from '@playwright/test';

/** One builder: overview and inspection. */
export class BuilderPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async openTab(name: 'Overview' | 'Inspect'): Promise<void> {
    await this.page.getByRole('tab', { name }).click();
  }

  /** A card of the inspection: the builder's, or that of a node. */
  card(title: string): Locator {
    return this.page.locator('section', { has: this.page.getByRole('heading', { name: title, level: 2 }) });
  }

  /** A fact by its name, under a heading of a node's card. */
  fact(node: string, heading: 'As stored' | 'BuildKit' | 'Container', name: string): Locator {
    const list = this.card(`Node ${node}`).locator(`h3:text-is("${heading}") + dl`);
    return list.locator(`dt:text-is("${name}") + dd`);
  }

  /** A fact of the builder itself. */
  builderFact(name: string): Locator {
    return this.card('Builder').locator(`dt:text-is("${name}") + dd`);
  }

  /** Cells of BuildKit's cleaning rules, without the row of headings. */
  async rules(node: string): Promise<readonly (readonly string[])[]> {
    const rows = await this.card(`Node ${node}`).getByRole('table').getByRole('row').all();
    return Promise.all(rows.slice(1).map((row) => row.locator('th, td').allTextContents()));
  }
}
