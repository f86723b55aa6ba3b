/** What crosses between the processes: plain JSON as it is, everything else as a flat list of tagged nodes. */
export type Wire = { readonly p: unknown } | { readonly n: readonly unknown[] };

export interface Codec {
  encode(value: unknown): Wire;
  decode(wire: Wire): unknown;
}

/**
 * Carries what structured clone carries (and refuses what it refuses, in Electron's words). Closes over nothing: its text also runs in the
 * page. Errors keep their standard kind, message and stack; views arrive with a buffer of their own.
 */
export function makeCodec(toBase64: (bytes: Uint8Array) => string, fromBase64: (text: string) => Uint8Array): Codec {
  const refused = () => new Error('An object could not be cloned.');
  const special: readonly unknown[] = [undefined, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0];
  const hole = -6;
  const errorKinds = { EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
  const views = [
    ...[Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array],
    ...[Float32Array, Float64Array, BigInt64Array, BigUint64Array, DataView],
  ];
  const uncloneable =
    /^\[object (Promise|WeakMap|WeakSet|WeakRef|Blob|File|FileList|Window|Generator|HTML.*|.*Event)\]$/;
  const tagOf = (value: object) => Object.prototype.toString.call(value);

  function isPlain(value: unknown, depth: number): boolean {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
    if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
    // Beyond this depth there may be a cycle: the node list can say so.
    if (typeof value !== 'object' || depth > 40) return false;
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) if (!isPlain(value[index], depth + 1)) return false;
      return true;
    }
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return false;
    if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return false;
    for (const key of Object.keys(value)) {
      if (key === '__proto__' || !isPlain((value as Record<string, unknown>)[key], depth + 1)) return false;
    }
    return true;
  }

  function encode(root: unknown): Wire {
    if (isPlain(root, 0)) return { p: root };
    const nodes: unknown[] = [];
    const seen = new Map<object, number>();
    const push = (node: unknown) => nodes.push(node) - 1;
    const bytesOf = (view: ArrayBufferView) => toBase64(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));

    function nodeOf(value: object): readonly unknown[] {
      const tag = tagOf(value);
      if (Array.isArray(value)) return ['a', ...Array.from(value, (item, at) => (at in value ? add(item) : hole))];
      if (value instanceof Date) return ['d', Number.isNaN(value.getTime()) ? null : value.getTime()];
      if (value instanceof RegExp) return ['r', value.source, value.flags];
      if (value instanceof Map) return ['m', ...[...value].flatMap(([key, item]) => [add(key), add(item)])];
      if (value instanceof Set) return ['s', ...[...value].map(add)];
      if (value instanceof Error) {
        const cause = 'cause' in value ? add(value.cause) : hole;
        return ['e', value.name, value.message, value.stack ?? '', cause];
      }
      if (value instanceof ArrayBuffer) return ['b', toBase64(new Uint8Array(value))];
      if (ArrayBuffer.isView(value)) return ['t', tag.slice(8, -1), bytesOf(value)];
      if (value instanceof Number || value instanceof String || value instanceof Boolean) return ['v', value.valueOf()];
      if (uncloneable.test(tag)) throw refused();
      return ['o', ...Object.entries(value).flatMap(([key, item]) => [key, add(item)])];
    }

    function add(value: unknown): number {
      const index = special.findIndex((candidate) => Object.is(candidate, value));
      if (index >= 0) return -1 - index;
      if (typeof value === 'bigint') return push(['n', String(value)]);
      if (typeof value === 'function' || typeof value === 'symbol') throw refused();
      if (typeof value !== 'object' || value === null) return push(['v', value]);
      const known = seen.get(value);
      if (known !== undefined) return known;
      const place = push(null);
      seen.set(value, place);
      nodes[place] = nodeOf(value);
      return place;
    }

    const first = add(root);
    return { n: first < 0 ? [first] : nodes };
  }

  function decode(wire: Wire): unknown {
    if ('p' in wire) return wire.p;
    const nodes = wire.n;
    const made = new Map<number, unknown>();
    const keep = <T>(index: number, value: T): T => {
      made.set(index, value);
      return value;
    };

    function read(index: number): unknown {
      if (index < 0) return special[-1 - index];
      if (made.has(index)) return made.get(index);
      const [tag, ...rest] = nodes[index] as [string, ...never[]];
      const text = (at: number) => String(rest[at]);
      const links = rest as readonly number[];
      switch (tag) {
        case 'a': {
          const list = keep(index, new Array<unknown>(links.length));
          links.forEach((link, at) => {
            if (link !== hole) list[at] = read(link);
          });
          return list;
        }
        case 'o': {
          const value = keep<Record<string, unknown>>(index, {});
          for (let at = 0; at < rest.length; at += 2) {
            const item = read(links[at + 1] ?? -1);
            Object.defineProperty(value, text(at), {
              value: item,
              writable: true,
              enumerable: true,
              configurable: true,
            });
          }
          return value;
        }
        case 'm': {
          const map = keep(index, new Map<unknown, unknown>());
          for (let at = 0; at < links.length; at += 2) map.set(read(links[at] ?? -1), read(links[at + 1] ?? -1));
          return map;
        }
        case 's': {
          const set = keep(index, new Set<unknown>());
          for (const link of links) set.add(read(link));
          return set;
        }
        case 'e': {
          const Kind = errorKinds[text(0) as keyof typeof errorKinds] ?? Error;
          const error = keep(index, new Kind(text(1)));
          Object.defineProperty(error, 'stack', { value: text(2), writable: true, configurable: true });
          if (links[3] !== hole) {
            const cause = read(links[3] ?? -1);
            Object.defineProperty(error, 'cause', { value: cause, writable: true, configurable: true });
          }
          return error;
        }
        case 'd':
          return keep(index, new Date(rest[0] === null ? Number.NaN : Number(rest[0])));
        case 'r':
          return keep(index, new RegExp(text(0), text(1)));
        case 'n':
          return BigInt(text(0));
        case 'b':
          return keep(index, fromBase64(text(0)).slice().buffer);
        case 't': {
          const View = (views.find((view) => view.name === text(0)) ?? Uint8Array) as Uint8ArrayConstructor;
          return keep(index, new View(fromBase64(text(1)).slice().buffer as ArrayBuffer));
        }
        default:
          return rest[0];
      }
    }
    const [first] = nodes;
    return typeof first === 'number' ? read(first) : read(0);
  }

  return { encode, decode };
}
