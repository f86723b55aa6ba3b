import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** What a second start tells the first. */
export interface SecondStart {
  readonly argv: readonly string[];
  readonly workingDirectory: string;
  readonly additionalData: unknown;
}

/**
 * Electron's single-instance lock. It answers at once, so it is a link named after the process that holds it, and a second start leaves a
 * letter in a folder that the first one watches. A link of a process that is gone is taken over.
 */
export class SingleInstance {
  readonly #folder: string;
  readonly #onSecond: (start: SecondStart) => void;
  #held = false;

  constructor(userData: string, onSecond: (start: SecondStart) => void) {
    this.#folder = join(userData, 'stand-in-instance');
    this.#onSecond = onSecond;
  }

  get held(): boolean {
    return this.#held;
  }

  request(additionalData: unknown): boolean {
    if (this.#held) return true;
    mkdirSync(this.#letters, { recursive: true });
    if (this.#take()) {
      this.#held = true;
      this.#watch();
      return true;
    }
    const start: SecondStart = { argv: process.argv, workingDirectory: process.cwd(), additionalData };
    const draft = join(this.#folder, `draft-${process.pid}`);
    writeFileSync(draft, JSON.stringify(start));
    renameSync(draft, join(this.#letters, `${process.pid}-${Date.now()}.json`));
    return false;
  }

  release(): void {
    if (!this.#held) return;
    this.#held = false;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #letters(): string {
    return join(this.#folder, 'letters');
  }

  #take(): boolean {
    const link = join(this.#folder, 'holder');
    try {
      symlinkSync(String(process.pid), link);
      return true;
    } catch {
      const holder = Number(readlinkSync(link));
      if (isRunning(holder)) return false;
      rmSync(link, { force: true });
      symlinkSync(String(process.pid), link);
      return true;
    }
  }

  #watch(): void {
    const read = () => {
      for (const name of this.#held ? readdirSync(this.#letters) : []) {
        const file = join(this.#letters, name);
        const start = JSON.parse(readFileSync(file, 'utf8')) as SecondStart;
        rmSync(file);
        this.#onSecond(start);
      }
    };
    watch(this.#letters, read).unref();
    read();
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
