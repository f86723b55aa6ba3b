import { expect as base } from '@playwright/test';

/** Waits as long where no runner sets a limit, as in the tour, as in a spec. */
export const expect = base.configure({ timeout: 20_000 });
