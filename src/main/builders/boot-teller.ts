import { microsNow } from './clock.ts';
import type { BootReport, BootStep } from './types.ts';

/** Tells the listener of a boot what happens, in order, and lets it hold up a step before it begins. */
export class BootTeller {
  readonly #report: BootReport;

  constructor(report: BootReport) {
    this.#report = report;
  }

  async step<T>(step: BootStep, run: () => Promise<T>): Promise<T> {
    await this.#report({ kind: 'step', step, status: 'running' });
    try {
      const value = await run();
      await this.#report({ kind: 'step', step, status: 'done' });
      return value;
    } catch (error) {
      await this.#report({ kind: 'step', step, status: 'failed' });
      throw error;
    }
  }

  async skip(step: BootStep, note: string): Promise<void> {
    await this.#report({ kind: 'step', step, status: 'skipped', note });
  }

  note(step: BootStep, note: string): void {
    void this.#report({ kind: 'note', step, note });
  }

  progress(bytes: { readonly current: number; readonly total: number }): void {
    void this.#report({ kind: 'progress', step: 'pull', ...bytes });
  }

  log(stream: 1 | 2, text: string): void {
    void this.#report({ kind: 'log', stream, text });
  }

  /** A line of buildx's boot vertex around what it stands for; it ends whether that works or not. */
  async status<T>(text: string, run: () => Promise<T>): Promise<T> {
    const startedAt = microsNow();
    await this.#report({ kind: 'status', text, startedAt });
    try {
      return await run();
    } finally {
      await this.#report({ kind: 'status', text, startedAt, endedAt: microsNow() });
    }
  }
}
