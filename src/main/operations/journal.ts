import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { dataUnwritable } from '../builders/index.ts';
import { type JournalEntry, journalEntrySchema } from './journal-entry.ts';

const TEMPORARY = '.json.tmp';
/** No write takes that long, in milliseconds: whoever began it is gone. */
const CUT_OFF_MS = 60_000;

export interface JournalReading {
  readonly entries: readonly JournalEntry[];
  /** Files that are none of ours or cannot be read: left alone. */
  readonly unreadable: readonly string[];
}

/**
 * One file for each operation that has begun and not ended, written before each of its steps and flushed to disk, so
 * that the next start knows what may have been done. A file is replaced as a whole.
 */
export class Journal {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** @throws SlipwayError `data-unwritable`; what the file said before is as it was */
  async write(entry: JournalEntry): Promise<void> {
    const path = this.#pathOf(entry.id);
    const temporary = temporaryOf(path);
    try {
      await mkdir(this.#dir, { recursive: true, mode: 0o700 });
      const file = await open(temporary, 'w', 0o600);
      try {
        await file.writeFile(JSON.stringify(entry));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
      await this.#syncFolder();
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {});
      throw dataUnwritable(this.#dir, error);
    }
  }

  /** Also what an app that was killed while it wrote has left of it. */
  async remove(id: string): Promise<void> {
    await rm(this.#pathOf(id), { force: true });
    await rm(temporaryOf(this.#pathOf(id)), { force: true });
    await this.#syncFolder();
  }

  /** All operations that did not end, oldest first. */
  async read(): Promise<JournalReading> {
    const names = await readdir(this.#dir).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    await this.#sweep(names);
    const entries: JournalEntry[] = [];
    const unreadable: string[] = [];
    for (const name of names.filter((one) => one.endsWith('.json'))) {
      const parsed = await readEntry(join(this.#dir, name));
      if (parsed && `${parsed.id}.json` === name) entries.push(parsed);
      else unreadable.push(join(this.#dir, name));
    }
    return { entries: entries.sort((a, b) => a.startedAt - b.startedAt), unreadable };
  }

  /** An operation whose first entry was cut off has done nothing yet. */
  async #sweep(names: readonly string[]): Promise<void> {
    for (const name of names.filter((one) => one.endsWith(TEMPORARY))) {
      const path = join(this.#dir, name);
      const age = await stat(path).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0,
      );
      if (age > CUT_OFF_MS) await rm(path, { force: true }).catch(() => {});
    }
  }

  #pathOf(id: string): string {
    return join(this.#dir, `${id}.json`);
  }

  /** So that the name itself outlives a power cut. Windows cannot open folders and needs no such thing. */
  async #syncFolder(): Promise<void> {
    if (process.platform === 'win32') return;
    const folder = await open(this.#dir, 'r').catch(() => undefined);
    try {
      await folder?.sync();
    } finally {
      await folder?.close();
    }
  }
}

function temporaryOf(path: string): string {
  return `${path}.tmp`;
}

async function readEntry(path: string): Promise<JournalEntry | undefined> {
  try {
    return journalEntrySchema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
