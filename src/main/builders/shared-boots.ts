import { SlipwayError } from '../../shared/contract/index.ts';
import type { BootEvent, BootReport } from './types.ts';

interface RunningBoot {
  readonly controller: AbortController;
  readonly reports: Set<BootReport>;
  readonly told: BootEvent[];
  readonly done: Promise<void>;
}

/**
 * One boot of a node at a time: who asks meanwhile joins it, hears what he has missed, and waits for the same end. It
 * is given up only when all who wait have given up.
 */
export class SharedBoots {
  readonly #running = new Map<string, RunningBoot>();

  async run(
    key: string,
    boot: (report: BootReport, signal: AbortSignal) => Promise<void>,
    report: BootReport,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    if (signal?.aborted) throw cancelled();
    const known = this.#running.get(key);
    const running = known ?? this.#begin(key, boot, report);
    if (known) {
      for (const event of known.told) void report(event);
      known.reports.add(report);
    }
    await this.#wait(running, report, signal);
  }

  close(): void {
    for (const { controller } of this.#running.values()) controller.abort();
  }

  #begin(
    key: string,
    boot: (report: BootReport, signal: AbortSignal) => Promise<void>,
    report: BootReport,
  ): RunningBoot {
    const controller = new AbortController();
    const reports = new Set([report]);
    const told: BootEvent[] = [];
    const tellAll: BootReport = async (event) => {
      told.push(event);
      await Promise.all([...reports].map((one) => one(event)));
    };
    const done = Promise.resolve()
      .then(() => boot(tellAll, controller.signal))
      .finally(() => this.#running.delete(key));
    const running = { controller, reports, told, done };
    this.#running.set(key, running);
    return running;
  }

  async #wait(running: RunningBoot, report: BootReport, signal: AbortSignal | undefined): Promise<void> {
    if (!signal) return running.done;
    let leave: (() => void) | undefined;
    const left = new Promise<never>((_, reject) => {
      leave = (): void => {
        running.reports.delete(report);
        // The last one to leave waits for the end of what he has begun, so that nothing happens behind his back.
        if (running.reports.size > 0) reject(cancelled());
        else running.controller.abort();
      };
      signal.addEventListener('abort', leave, { once: true });
    });
    try {
      await Promise.race([running.done, left]);
    } catch (error) {
      throw signal.aborted ? cancelled(error) : error;
    } finally {
      if (leave) signal.removeEventListener('abort', leave);
    }
  }
}

function cancelled(cause?: unknown): SlipwayError {
  return new SlipwayError({ code: 'cancelled', title: 'The start of the builder was cancelled.' }, { cause });
}
