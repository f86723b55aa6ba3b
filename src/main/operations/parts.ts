import { SlipwayError } from '../../shared/contract/index.ts';
import type { BuildersService, EnginesService } from '../builders/index.ts';
import type { BuilderStore } from '../buildx/index.ts';
import type { DockerEnvironment } from '../engine/index.ts';
import type { Journal } from './journal.ts';
import type { JournalEntry } from './journal-entry.ts';

/** What the runs of operations work with. */
export interface Parts {
  readonly environment: DockerEnvironment;
  readonly store: BuilderStore;
  readonly engines: EnginesService;
  readonly builders: BuildersService;
  readonly journal: Journal;
  /**
   * Aborted once the app is being closed. From then on no step begins and nothing is taken back: what fails may fail because the connections
   * are cut, and the next start ends it by the journal.
   */
  readonly closing: AbortSignal;
  /** Told each step after it is in the journal and before it is done; awaited. Tests stop the app here. */
  readonly onStep: (operation: { readonly id: string; readonly kind: string }, step: string) => void | Promise<void>;
}

/** Leaves the rest to the next start once the app is being closed. @throws SlipwayError `cancelled` */
export function leaveIfClosing({ closing }: Pick<Parts, 'closing'>): void {
  if (!closing.aborted) return;
  throw new SlipwayError({
    code: 'cancelled',
    title: 'Slipway was closed while this went on.',
    meaning: 'Its next start ends it.',
  });
}

/** Notes the step that comes next, on disk, before anything of it is done. @throws SlipwayError `data-unwritable`, `cancelled` */
export async function noteStep(parts: Parts, entry: JournalEntry, step: string): Promise<void> {
  leaveIfClosing(parts);
  await parts.journal.write({ ...entry, step });
  await parts.onStep({ id: entry.id, kind: entry.kind }, step);
}
