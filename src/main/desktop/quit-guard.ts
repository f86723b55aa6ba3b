import type { AppCommand, QuitAnswer, QuitBuild } from '../../shared/contract/index.ts';

/** How long the page may take to show the question, in milliseconds: one that hangs must not hold the app open. */
const SHOW_MS = 5000;

type State = 'open' | 'asking' | 'asked' | 'allowed';

export interface QuitGuardOptions {
  /** Builds that the end of the app would cancel. */
  readonly builds: () => readonly QuitBuild[];
  /** Gives the page a command; opens the window if there is none. */
  readonly tell: (command: AppCommand) => Promise<void>;
  /** Ends the app; asks `mayQuit` again. */
  readonly quit: () => void;
}

/**
 * Asks before the app's end cancels builds. The page shows the question. A second wish to quit while it is shown goes through, and so does one
 * that the page cannot be asked about: it crashed, hangs or is not there.
 */
export class QuitGuard {
  readonly #options: QuitGuardOptions;
  #state: State = 'open';
  #timer: NodeJS.Timeout | undefined;

  constructor(options: QuitGuardOptions) {
    this.#options = options;
  }

  /** Somebody wishes to quit. False: not yet, and the page is asked; `quit` is called once it may be. */
  mayQuit(): boolean {
    switch (this.#state) {
      case 'allowed':
        return true;
      case 'asking':
        // Pressed twice before there was anything to read.
        return false;
      case 'asked':
        this.allow();
        return true;
      case 'open':
        return this.#ask();
    }
  }

  /** The system ends, or whoever started the app ends it: nobody is asked. */
  allow(): void {
    clearTimeout(this.#timer);
    this.#state = 'allowed';
  }

  answer(answer: QuitAnswer): void {
    if (this.#state !== 'asking' && this.#state !== 'asked') return;
    clearTimeout(this.#timer);
    switch (answer) {
      case 'shown':
        this.#state = 'asked';
        return;
      case 'keep':
        this.#state = 'open';
        return;
      case 'quit':
        this.#go();
    }
  }

  /** The page crashed or hangs: nobody can answer. */
  pageLost(): void {
    if (this.#state === 'asking' || this.#state === 'asked') this.#go();
  }

  #ask(): boolean {
    const builds = this.#options.builds();
    if (builds.length === 0) return true;
    this.#state = 'asking';
    this.#timer = setTimeout(() => this.#go(), SHOW_MS);
    this.#options.tell({ kind: 'confirm-quit', builds }).catch(() => this.pageLost());
    return false;
  }

  #go(): void {
    this.allow();
    this.#options.quit();
  }
}
