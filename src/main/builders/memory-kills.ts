import type { Engine, EngineEvent } from '../engine/index.ts';

/** When containers were last told to have run out of memory: the Engine says `oom` when the kernel kills something in one. */
export class MemoryKills {
  /** Microseconds since 1970 by the Engine's clock, by container name. */
  readonly #last = new WeakMap<Engine, Map<string, number>>();
  readonly #waiting = new Set<() => void>();

  hear(engine: Engine, { type, action, name, at }: EngineEvent): void {
    if (type !== 'container' || action !== 'oom') return;
    const last = this.#last.get(engine) ?? new Map<string, number>();
    this.#last.set(engine, last.set(name, at));
    for (const look of [...this.#waiting]) look();
  }

  /**
   * True as soon as that is known of a container at or after `since` (µs, the Engine's clock); false after `ms`. The word
   * of the Engine comes a little later than the end of the step that was killed.
   */
  wait(engine: Engine, container: string, since: number, ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (killed: boolean): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(killed);
      };
      const look = (): void => {
        if ((this.#last.get(engine)?.get(container) ?? Number.NEGATIVE_INFINITY) >= since) settle(true);
      };
      const timer = setTimeout(() => settle(false), ms);
      timer.unref();
      this.#waiting.add(look);
      look();
    });
  }
}
