type Listener = (...list: unknown[]) => void;

/** As much of Node's EventEmitter as a preload uses: a sandboxed one may `require('events')`. Closes over nothing. */
export function makeEmitter() {
  return class EventEmitter {
    static EventEmitter = EventEmitter;
    readonly #listeners = new Map<string | symbol, { readonly listener: Listener; readonly once: boolean }[]>();

    on(name: string | symbol, listener: Listener): this {
      this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), { listener, once: false }]);
      return this;
    }

    once(name: string | symbol, listener: Listener): this {
      this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), { listener, once: true }]);
      return this;
    }

    addListener(name: string | symbol, listener: Listener): this {
      return this.on(name, listener);
    }

    removeListener(name: string | symbol, listener: Listener): this {
      const list = this.#listeners.get(name) ?? [];
      const at = list.findLastIndex((entry) => entry.listener === listener);
      if (at >= 0) this.#listeners.set(name, list.toSpliced(at, 1));
      return this;
    }

    off(name: string | symbol, listener: Listener): this {
      return this.removeListener(name, listener);
    }

    removeAllListeners(name?: string | symbol): this {
      if (name === undefined) this.#listeners.clear();
      else this.#listeners.delete(name);
      return this;
    }

    listeners(name: string | symbol): Listener[] {
      return (this.#listeners.get(name) ?? []).map((entry) => entry.listener);
    }

    listenerCount(name: string | symbol): number {
      return this.#listeners.get(name)?.length ?? 0;
    }

    emit(name: string | symbol, ...list: unknown[]): boolean {
      const entries = this.#listeners.get(name) ?? [];
      for (const entry of entries) {
        if (entry.once) this.removeListener(name, entry.listener);
        Reflect.apply(entry.listener, this, list);
      }
      return entries.length > 0;
    }
  };
}
