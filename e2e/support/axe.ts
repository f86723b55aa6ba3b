import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** What axe finds on the page as it is, with every rule on and no element left out; empty where there is nothing. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  // The legacy mode needs no page of its own for its frames, which the app would not open.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target }) => `${id}: ${help} at ${target.join(' ')}`),
  );
}

/** Looks at a screen in both colour schemes. */
export async function expectAccessible(page: Page, screen: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // Colours that are on their way from one scheme to the other are nobody's.
    await page.waitForFunction(() => document.getAnimations().every((each) => !(each instanceof CSSTransition)));
    expect(await axeFindings(page), `${screen}, ${colorScheme}`).toEqual([]);
  }
}
