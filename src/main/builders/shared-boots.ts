import { SlipwayError } from '../../shared/contract/index.ts';
import type { BootEvent, BootReport } from './types.ts';

interface RunningBoot {
  readonly builder: string;
  readonly controller: AbortController;
  readonly reports: Set<BootReport>;
  readonly told: BootEvent[];
  readonly done: Promise<void>;
}

/** Which node is booted, and of which builder, in any case of its name. */
export interface BootOf {
  readonly key: string;
  readonly builder: string;
}

/**
 * One boot of a node at a time: who asks meanwhile joins it, hears what he has missed, and waits for the same end. It
 * is given up when all who wait have given up, or when the builder itself goes.
 */
export class SharedBoots {
  readonly #running = new Map<string, RunningBoot>();
  /** Builders that are not booted now, in lower case, and why. */
  readonly #barred = new Map<string, SlipwayError>();

  /** @throws what the boot throws; SlipwayError `cancelled`; the reason for which the builder is barred */
  async run(
    of: BootOf,
    boot: (report: BootReport, signal: AbortSignal) => Promise<void>,
    report: BootReport,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    if (signal?.aborted) throw cancelled();
    const barred = this.#barred.get(of.builder.toLowerCase());
    if (barred !== undefined) throw barred;
    const known = this.#running.get(of.key);
    if (known?.controller.signal.aborted) {
      // Given up by others and still cleaning up behind itself: a new one begins once it is over.
      await known.done.catch(() => {});
      return this.run(of, boot, report, signal);
    }
    const running = known ?? this.#begin(of, boot, report);
    if (known) {
      for (const event of known.told) void report(event);
      known.reports.add(report);
    }
    await this.#wait(running, report, signal);
  }

  /**
   * Ends the boots of a builder, for all who wait, and begins no other one.
   *
   * @param reason what those are told who wait or ask meanwhile
   * @returns what lets it be booted again; comes once its boots have ended
   */
  async bar(builder: string, reason: SlipwayError): Promise<() => void> {
    const name = builder.toLowerCase();
    this.#barred.set(name, reason);
    const boots = [...this.#running.values()].filter((one) => one.builder === name);
    for (const { controller } of boots) controller.abort(reason);
    await Promise.allSettled(boots.map(({ done }) => done));
    return () => this.#barred.delete(name);
  }

  close(): void {
    for (const { controller } of this.#running.values()) controller.abort(cancelled());
  }

  #begin(
    { key, builder }: BootOf,
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
      .then(() => {
        controller.signal.throwIfAborted();
        return boot(tellAll, controller.signal);
      })
      .finally(() => this.#running.delete(key));
    const running = { builder: builder.toLowerCase(), controller, reports, told, done };
    this.#running.set(key, running);
    return running;
  }

  async #wait(running: RunningBoot, report: BootReport, signal: AbortSignal | undefined): Promise<void> {
    let leave: (() => void) | undefined;
    const left = new Promise<never>((_, reject) => {
      leave = (): void => {
        running.reports.delete(report);
        // The last one to leave waits for the end of what he has begun, so that nothing happens behind his back.
        if (running.reports.size > 0) reject(cancelled());
        else running.controller.abort(cancelled());
      };
      signal?.addEventListener('abort', leave, { once: true });
    });
    try {
      await Promise.race([running.done, left]);
    } catch (error) {
      if (signal?.aborted) throw cancelled(error);
      throw running.controller.signal.aborted ? running.controller.signal.reason : error;
    } finally {
      if (leave) signal?.removeEventListener('abort', leave);
    }
  }
}

function cancelled(cause?: unknown): SlipwayError {
  return new SlipwayError({ code: 'cancelled', title: 'The start of the builder was cancelled.' }, { cause });
}
