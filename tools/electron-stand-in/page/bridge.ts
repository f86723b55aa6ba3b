/** One end of the way between the page's world and the preload's. */
export interface Bridge {
  /** Gives the other world a value under a name; throws what went wrong there. */
  expose(key: string, value: unknown): void;
  /** Tells the other world something that needs no answer. */
  tell(topic: string, value: unknown): void;
}

/**
 * Carries values between two JavaScript worlds of one page by DOM events, whose `detail` Chromium clones from world to world at once.
 * Functions become proxies, promises settle by later events, of an error only the message stays: as with Electron's contextBridge.
 * Closes over nothing: its text runs in both worlds. The event names are secret only to a page that is not hostile.
 */
export function makeBridge(
  incoming: string,
  outgoing: string,
  onExpose: (key: string, value: unknown) => void,
  onTell: (topic: string, value: unknown) => void,
): Bridge {
  type Callable = (...list: unknown[]) => unknown;
  type Place = readonly (string | number)[];
  interface Packed {
    readonly tree: unknown;
    readonly refs: readonly (readonly [place: Place, kind: 'function' | 'promise' | 'error', value: number | string])[];
  }
  interface Detail {
    readonly type: 'call' | 'return' | 'settled' | 'freed' | 'expose' | 'tell';
    readonly id: number;
    readonly name?: string;
    readonly call?: number;
    readonly value?: Packed;
    readonly error?: string;
  }
  const functions = new Map<number, Callable>();
  const ids = new WeakMap<Callable, number>();
  const proxies = new Map<number, WeakRef<Callable>>();
  const promises = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const replies = new Map<number, Detail>();
  const send = window.dispatchEvent.bind(window);
  const Carrier = CustomEvent;
  let last = 0;

  const dispatch = (detail: Detail) => send(new Carrier(outgoing, { detail }));
  const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
  const freed = new FinalizationRegistry<number>((id) => {
    if (proxies.get(id)?.deref() !== undefined) return;
    proxies.delete(id);
    dispatch({ type: 'freed', id });
  });

  function pack(root: unknown): Packed {
    const refs: [Place, 'function' | 'promise' | 'error', number | string][] = [];
    const seen = new Map<object, unknown>();
    const walk = (value: unknown, place: Place): unknown => {
      if (typeof value === 'function') {
        const known = ids.get(value as Callable) ?? ++last;
        ids.set(value as Callable, known);
        functions.set(known, value as Callable);
        refs.push([place, 'function', known]);
        return null;
      }
      if (typeof value === 'symbol') throw new Error('An object could not be cloned.');
      if (typeof value !== 'object' || value === null) return value;
      if (value instanceof Promise) {
        const id = ++last;
        refs.push([place, 'promise', id]);
        const settle = (answer: () => Pick<Detail, 'value' | 'error'>) => {
          try {
            dispatch({ type: 'settled', id, ...answer() });
          } catch (error) {
            dispatch({ type: 'settled', id, error: messageOf(error) });
          }
        };
        value.then(
          (result) => settle(() => ({ value: pack(result) })),
          (error) => settle(() => ({ error: messageOf(error) })),
        );
        return null;
      }
      if (value instanceof Error) {
        refs.push([place, 'error', value.message]);
        return null;
      }
      if (seen.has(value)) return seen.get(value);
      if (Array.isArray(value)) {
        const list: unknown[] = [];
        seen.set(value, list);
        value.forEach((item, at) => {
          list[at] = walk(item, [...place, at]);
        });
        return list;
      }
      if (Object.prototype.toString.call(value) !== '[object Object]') return value;
      const copy: Record<string, unknown> = {};
      seen.set(value, copy);
      for (const key of Object.keys(value)) copy[key] = walk((value as Record<string, unknown>)[key], [...place, key]);
      return copy;
    };
    return { tree: walk(root, []), refs };
  }

  function proxy(id: number): Callable {
    const known = proxies.get(id)?.deref();
    if (known !== undefined) return known;
    const made: Callable = (...list) => {
      const call = ++last;
      dispatch({ type: 'call', id, call, value: pack(list) });
      return answerTo(call);
    };
    proxies.set(id, new WeakRef(made));
    freed.register(made, id);
    return made;
  }

  /** The other side has answered by the time `dispatch` returns; where it could not read the message, it did not. */
  function answerTo(call: number): unknown {
    const reply = replies.get(call);
    replies.delete(call);
    if (reply === undefined) throw new Error('An object could not be cloned.');
    if (reply.error !== undefined) throw new Error(reply.error);
    return unpack(reply.value);
  }

  function unpack(packed: Packed | undefined): unknown {
    let tree = packed?.tree;
    for (const [place, kind, value] of packed?.refs ?? []) {
      const made =
        kind === 'function'
          ? proxy(Number(value))
          : kind === 'error'
            ? new Error(String(value))
            : promise(Number(value));
      const key = place.at(-1);
      if (key === undefined) tree = made;
      else {
        let parent = tree as Record<string | number, unknown>;
        for (const step of place.slice(0, -1)) parent = parent[step] as Record<string | number, unknown>;
        parent[key] = made;
      }
    }
    return tree;
  }

  function promise(id: number): Promise<unknown> {
    return new Promise((resolve, reject) => promises.set(id, { resolve, reject }));
  }

  function answer(call: number | undefined, work: () => unknown): void {
    const reply = { type: 'return', id: call ?? 0 } as const;
    let value: Packed;
    try {
      value = pack(work());
    } catch (error) {
      dispatch({ ...reply, error: messageOf(error) });
      return;
    }
    dispatch({ ...reply, value });
  }

  window.addEventListener(incoming, (event) => {
    event.stopImmediatePropagation();
    const detail = (event as CustomEvent<Detail | null>).detail;
    if (detail === null || detail === undefined) return;
    if (detail.type === 'call') {
      answer(detail.call, () => functions.get(detail.id)?.(...(unpack(detail.value) as unknown[])));
    } else if (detail.type === 'expose') {
      answer(detail.call, () => onExpose(detail.name ?? '', unpack(detail.value)));
    } else if (detail.type === 'return') {
      replies.set(detail.id, detail);
    } else if (detail.type === 'tell') {
      onTell(detail.name ?? '', unpack(detail.value));
    } else if (detail.type === 'freed') {
      const gone = functions.get(detail.id);
      functions.delete(detail.id);
      if (gone !== undefined) ids.delete(gone);
    } else {
      const waiting = promises.get(detail.id);
      promises.delete(detail.id);
      if (detail.error !== undefined) waiting?.reject(new Error(detail.error));
      else waiting?.resolve(unpack(detail.value));
    }
  });

  return {
    expose: (name, value) => {
      const call = ++last;
      dispatch({ type: 'expose', id: 0, name, call, value: pack(value) });
      answerTo(call);
    },
    tell: (name, value) => {
      dispatch({ type: 'tell', id: 0, name, value: pack(value) });
    },
  };
}
