/**
 * Runs a task again and again on demand: asking while it runs means once more afterwards, asking several times within
 * `delayMs` means once.
 */
export class Runner {
  readonly #task: () => Promise<void>;
  readonly #delayMs: number;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #closed = false;

  /** @param task must not reject */
  constructor(task: () => Promise<void>, delayMs: number) {
    this.#task = task;
    this.#delayMs = delayMs;
  }

  ask(): void {
    if (this.#closed) return;
    if (this.#running) this.#again = true;
    else this.#timer ??= setTimeout(() => this.#start(), this.#delayMs);
  }

  /** Runs without delay; resolves when a run that began after this call has ended. */
  async now(): Promise<void> {
    while (this.#running) await this.#running;
    if (this.#closed) return;
    await this.#start();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #start(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#running) return this.#running;
    this.#again = false;
    this.#running = this.#task().finally(() => {
      this.#running = undefined;
      if (this.#again) this.ask();
    });
    return this.#running;
  }
}
