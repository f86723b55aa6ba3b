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
  /** Told each step after it is in the journal and before it is done; awaited. Tests stop the app here. */
  readonly onStep: (operation: { readonly id: string; readonly kind: string }, step: string) => void | Promise<void>;
}

/** Notes the step that comes next, on disk, before anything of it is done. */
export async function noteStep(parts: Parts, entry: JournalEntry, step: string): Promise<void> {
  await parts.journal.write({ ...entry, step });
  await parts.onStep({ id: entry.id, kind: entry.kind }, step);
}
