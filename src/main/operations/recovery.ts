import { type RecoveryNote, SlipwayError } from '../../shared/contract/index.ts';
import { wordsOf } from '../builders/index.ts';
import type { CreateEntry, JournalEntry, RemoveEntry } from './journal-entry.ts';
import type { Parts } from './parts.ts';
import { keptSentences, recoverEntry } from './recover.ts';

type BuilderEntry = CreateEntry | RemoveEntry;

/** What an earlier run has left in the journal: ended at this start, or waiting for a person to decide. */
export class Recovery {
  readonly #parts: Parts;
  /** Removals that would delete build state and wait for a word, by id; in the journal too. */
  readonly #open = new Map<string, RemoveEntry>();
  /** What could not be ended at this start and waits in the journal for the next one, by id. */
  readonly #postponed = new Map<string, BuilderEntry>();
  #notes: Promise<readonly RecoveryNote[]> = Promise.resolve([]);

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Begins to end what is in the journal; resolves once it has been read.
   *
   * @param hold told of each builder that something is done to; what it returns is called when that is over
   */
  async begin(hold: (builder: string) => () => void): Promise<void> {
    const { entries, unreadable } = await this.#parts.journal.read().catch((error: unknown) => {
      this.#notes = Promise.resolve([journalNote(error)]);
      return { entries: [], unreadable: [] };
    });
    if (entries.length === 0 && unreadable.length === 0) return;
    const held = entries.map((entry) => ({
      entry,
      release: entry.kind === 'run-image' ? () => {} : hold(entry.builder),
    }));
    this.#notes = Promise.all(held.map(({ entry, release }) => this.#recover(entry).finally(release))).then((notes) => [
      ...notes,
      ...unreadable.map(unreadableNote),
    ]);
  }

  /** What was done and what is asked; waits until all that needs no word is done. */
  notes(): Promise<readonly RecoveryNote[]> {
    return this.#notes;
  }

  /** @throws SlipwayError `not-found` where nothing is asked about it (any more) */
  entry(id: string): RemoveEntry {
    const entry = this.#open.get(id);
    if (entry) return entry;
    throw new SlipwayError({
      code: 'not-found',
      title: 'This has been decided already.',
      meaning: 'Something else has been done with the builder since.',
    });
  }

  /** Nothing more of it is removed. */
  async keep(id: string): Promise<void> {
    const entry = this.entry(id);
    const sentences = await keptSentences(entry, this.#parts);
    await this.#parts.journal.remove(id);
    this.#open.delete(id);
    await this.#replace(id, (note) => [
      { operation: note.operation, kind: note.kind, subject: note.subject, sentences },
    ]);
  }

  /** It is carried out after all, and told as what it is; the journal is its own to clear. */
  async handOver(id: string): Promise<void> {
    this.#open.delete(id);
    await this.#replace(id, () => []);
  }

  /** Something else is begun with the builder: what was left of before, or is asked about it, has no sense any more. */
  async forget(builder: string): Promise<void> {
    for (const [id, entry] of [...this.#open, ...this.#postponed]) {
      if (entry.builder.toLowerCase() !== builder.toLowerCase()) continue;
      await this.#parts.journal.remove(id);
      this.#postponed.delete(id);
      await this.handOver(id);
    }
  }

  async #recover(entry: JournalEntry): Promise<RecoveryNote> {
    const { note, waits } = await recoverEntry(entry, this.#parts);
    if (waits && entry.kind !== 'run-image') {
      if (note.question !== undefined && entry.kind === 'remove-builder') this.#open.set(entry.id, entry);
      else this.#postponed.set(entry.id, entry);
    }
    return note;
  }

  async #replace(id: string, by: (note: RecoveryNote) => readonly RecoveryNote[]): Promise<void> {
    const notes = await this.#notes;
    this.#notes = Promise.resolve(notes.flatMap((note) => (note.operation === id ? by(note) : [note])));
  }
}

function journalNote(error: unknown): RecoveryNote {
  return {
    operation: 'journal',
    kind: 'unknown',
    subject: 'the journal',
    sentences: [
      `What an earlier run left unfinished is not known, since the journal cannot be read: ${wordsOf(error)}`,
    ],
  };
}

function unreadableNote(path: string): RecoveryNote {
  return {
    operation: path,
    kind: 'unknown',
    subject: path,
    sentences: ['The journal holds a file that cannot be read. It was left alone.'],
  };
}
