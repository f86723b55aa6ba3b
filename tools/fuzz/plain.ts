/**
 * Says where in a value something is that must not come out of a reader: a foreign prototype, a number that is none, a bigint, a function,
 * text that is not well-formed. Undefined if there is nothing.
 *
 * @param options.text `any`: lone surrogates are names of files that are no UTF-8
 */
export function faultOf(
  value: unknown,
  options: { readonly bigint?: boolean; readonly text?: 'any'; readonly floats?: boolean } = {},
  at = 'value',
): string | undefined {
  switch (typeof value) {
    case 'bigint':
      return options.bigint ? undefined : `${at} is a bigint`;
    case 'number':
      return Number.isFinite(value) || options.floats ? undefined : `${at} is ${value}`;
    case 'string':
      return value.isWellFormed() || options.text === 'any' ? undefined : `${at} is not well-formed`;
    case 'function':
    case 'symbol':
      return `${at} is a ${typeof value}`;
    case 'object':
      return value === null ? undefined : faultIn(value, options, at);
    default:
      return undefined;
  }
}

const PLAIN = new Set<unknown>([
  Object.prototype,
  Array.prototype,
  Uint8Array.prototype,
  Buffer.prototype,
  Map.prototype,
]);

function faultIn(value: object, options: Parameters<typeof faultOf>[1], at: string): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && !PLAIN.has(prototype)) return `${at} has a foreign prototype`;
  if (ArrayBuffer.isView(value)) return undefined;
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  for (const [key, held] of entries) {
    const fault = faultOf(held, options, `${at}.${String(key)}`);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Fails if anything was put on what all objects share. */
export function assertUnpolluted(): void {
  for (const shared of [Object.prototype, Array.prototype, Function.prototype]) {
    const added = Object.keys(shared);
    if (added.length > 0) throw new Error(`All objects have got ${added.join()}.`);
  }
}
