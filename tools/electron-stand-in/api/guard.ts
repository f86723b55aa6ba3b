/** Names that a language or a library looks for on any object; asking for them says nothing about Electron. */
const asked = new Set([
  'then',
  'toJSON',
  'default',
  'constructor',
  '__esModule',
  'asymmetricMatch',
  'nodeType',
  'domain',
  'inspect',
]);

/** Wraps a part of the interface, so that what is not emulated says so at once and not as an undefined somewhere later. */
export function guard<T extends object>(name: string, target: T): T {
  const bound = new Map<unknown, unknown>();
  return new Proxy(target, {
    get(object, key) {
      if (key in object || typeof key === 'symbol' || key.startsWith('_') || asked.has(key)) {
        const value: unknown = Reflect.get(object, key, object);
        // A method of a class has private fields to reach, which a proxy has not.
        if (typeof value !== 'function' || Object.hasOwn(object, key) || key === 'constructor') return value;
        if (!bound.has(value)) bound.set(value, value.bind(object));
        return bound.get(value);
      }
      throw new Error(`electron stand-in: ${name}.${key} is not emulated`);
    },
    set: (object, key, value) => Reflect.set(object, key, value, object),
  });
}

/** Says once on stderr that something was accepted and does nothing. */
export function sayOnce(text: string): void {
  if (said.has(text)) return;
  said.add(text);
  process.stderr.write(`electron stand-in: ${text}\n`);
}
const said = new Set<string>();

/** A function that refuses in the stand-in's words. */
export function notEmulated(name: string): () => never {
  return () => {
    throw new Error(`electron stand-in: ${name} is not emulated`);
  };
}
