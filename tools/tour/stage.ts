import type { Page } from '@playwright/test';
import type { Made } from './made.ts';
import type { Parts } from './parts.ts';
import type { Pictures } from './pictures.ts';

/** What every part of the tour is given. */
export interface Stage {
  readonly parts: Parts;
  readonly made: Made;
  readonly pictures: Pictures;
  readonly page: Page;
}
