import type { Page } from 'playwright';
import type { AppCommand } from '../../src/shared/contract/index.ts';
import type { Step } from './state.ts';

/** Does in the page what a person did to get where the picture is taken. */
export async function play(page: Page, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    switch (step.do) {
      case 'click':
        await page.getByRole(step.role, { name: step.name, exact: true }).first().click();
        break;
      case 'press':
        await page.keyboard.press(step.keys);
        break;
      case 'fill':
        await page.getByLabel(step.label, { exact: true }).first().fill(step.text);
        break;
      case 'hover':
        await page.getByText(step.text, { exact: true }).first().hover();
        break;
      case 'see':
        await page.getByText(step.text).first().waitFor();
        break;
      case 'command':
        await page.evaluate((command) => {
          const holder = globalThis as unknown as { slipway: { sendCommand(command: AppCommand): void } };
          holder.slipway.sendCommand(command);
        }, step.command);
        break;
    }
  }
}
