import type { ElectronApplication, Locator, Page } from '@playwright/test';
import { expect } from '../support/expect.ts';

/** A step as the graph shows it. */
export interface ShownStep {
  /** As BuildKit names it: `[base 1/3] COPY busybox /bin/busybox`. */
  readonly name: string;
  /** `waiting`, `running`, `cached`, `done`, `failed` or `cancelled`. */
  readonly status: string;
}

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

  /** Lines of the Dockerfile that are marked as those that failed. */
  get failingLines(): Locator {
    return this.page.getByRole('listitem').filter({ hasText: '(failed here)' });
  }

  get graph(): Locator {
    return this.page.getByRole('application', { name: /^Graph of/ });
  }

  /** A step by what follows its keyword. */
  step(text: string): Locator {
    return this.graph.getByRole('button', { name: new RegExp(escapeRegExp(text)) });
  }

  /** A step while it runs. */
  running(text: string): Locator {
    return this.graph.locator('button[data-status="running"]', { hasText: text });
  }

  get log(): Locator {
    return this.page.getByRole('region', { name: /^Log of/ });
  }

  /** What says how many lines came since one scrolled up. */
  get unseen(): Locator {
    return this.page.getByRole('button', { name: /^\d+ new$/ });
  }

  /** A line of the log, if it is in view or near. */
  line(text: string): Locator {
    return this.log.getByText(text, { exact: true });
  }

  /** The text of the log that is shown, as its copy button gives it. */
  async copyLog(app: ElectronApplication): Promise<string> {
    await app.evaluate(({ clipboard }) => clipboard.writeText(''));
    await this.page.getByRole('button', { name: /^Copy the (?:whole )?log/ }).click();
    const text = () => app.evaluate(({ clipboard }) => clipboard.readText());
    await expect.poll(text).not.toBe('');
    return text();
  }

  /** The steps that the graph shows, each time that one changes, until the build has ended. */
  async *changes(timeout = 120_000): AsyncGenerator<readonly ShownStep[]> {
    let before = '';
    for (;;) {
      const handle = await this.page.waitForFunction(
        (last) => {
          const rows = [...document.querySelectorAll<HTMLElement>('[role="application"] button[data-status]')];
          const steps = rows.map((row) => ({ name: row.title, status: row.dataset.status ?? '' }));
          const ended = document.querySelector('[aria-label="Result"], [aria-label="Error"]') !== null;
          return ended || JSON.stringify(steps) !== last ? { steps, ended } : undefined;
        },
        before,
        { timeout },
      );
      const now = await handle.jsonValue();
      if (now === undefined) continue;
      if (now.steps.length > 0) yield now.steps;
      if (now.ended) return;
      before = JSON.stringify(now.steps);
    }
  }

  async waitForResult(timeout = 90_000): Promise<void> {
    await expect(this.result.or(this.error)).toBeVisible({ timeout });
    await expect(this.error, 'the build failed').toHaveCount(0);
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
