import type { HistoryRecord } from '../buildkit/index.ts';

/** Who waits for the record of a build, by the build's key. */
export class RecordWaiters {
  readonly #waiting = new Map<string, (record: HistoryRecord) => void>();

  /** A record has come. */
  tell(key: string, record: HistoryRecord): void {
    if (record.completedAt !== undefined) this.#waiting.get(key)?.(record);
  }

  /** The record of an ended build once it comes; undefined where it has not come in time, or `signal` ends the wait. */
  next(key: string, milliseconds: number, signal: AbortSignal): Promise<HistoryRecord | undefined> {
    return new Promise((resolve) => {
      const end = (record?: HistoryRecord) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.#waiting.delete(key);
        resolve(record);
      };
      const onAbort = () => end();
      const timer = setTimeout(onAbort, milliseconds);
      this.#waiting.set(key, end);
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) end();
    });
  }
}
