/**
 * A map that never changes: setting a key gives a new map that shares all but a few small arrays with the old one, so that
 * both the cost and the memory of a change stay the same however large the map is. A hash trie of 32 branches a level.
 */
export interface PersistentMap<V> {
  readonly size: number;
  readonly root: Node<V> | undefined;
}

type Node<V> = Leaf<V> | Branch<V>;

/** Entries whose hashes are equal up to here; more than one only when whole hashes collide. */
interface Leaf<V> {
  readonly hash: number;
  readonly entries: readonly (readonly [key: string, value: V])[];
}

/** Children by five bits of the hash; absent ones are undefined. */
type Branch<V> = readonly (Node<V> | undefined)[];

const BITS = 5;
const WIDTH = 2 ** BITS;

export const EMPTY_MAP: PersistentMap<never> = { size: 0, root: undefined };

export function get<V>(map: PersistentMap<V>, key: string): V | undefined {
  const hash = hashOf(key);
  let node = map.root;
  for (let shift = 0; node !== undefined; shift += BITS) {
    if (isLeaf(node)) return node.entries.find((entry) => entry[0] === key)?.[1];
    node = node[(hash >>> shift) & (WIDTH - 1)];
  }
  return undefined;
}

/** The map with that value; the same map when the value is there already. */
export function set<V>(map: PersistentMap<V>, key: string, value: V): PersistentMap<V> {
  const old = get(map, key);
  if (old === value && value !== undefined) return map;
  const root = put(map.root, hashOf(key), 0, key, value);
  return { size: old === undefined ? map.size + 1 : map.size, root };
}

/** All values, in an order of no meaning. */
export function values<V>(map: PersistentMap<V>): readonly V[] {
  const all: V[] = [];
  const walk = (node: Node<V> | undefined): void => {
    if (node === undefined) return;
    if (isLeaf(node)) for (const entry of node.entries) all.push(entry[1]);
    else for (const child of node) walk(child);
  };
  walk(map.root);
  return all;
}

function put<V>(node: Node<V> | undefined, hash: number, shift: number, key: string, value: V): Node<V> {
  if (node === undefined) return { hash, entries: [[key, value]] };
  if (!isLeaf(node)) {
    const slot = (hash >>> shift) & (WIDTH - 1);
    const children = node.slice();
    children[slot] = put(node[slot], hash, shift + BITS, key, value);
    return children;
  }
  if (node.hash === hash) {
    return { hash, entries: [...node.entries.filter((entry) => entry[0] !== key), [key, value]] };
  }
  const children: (Node<V> | undefined)[] = new Array(WIDTH).fill(undefined);
  children[(node.hash >>> shift) & (WIDTH - 1)] = node;
  return put(children, hash, shift, key, value);
}

function isLeaf<V>(node: Node<V>): node is Leaf<V> {
  return !Array.isArray(node);
}

/** FNV-1a, 32 bits. */
export function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < key.length; place += 1) hash = Math.imul(hash ^ key.charCodeAt(place), 0x01000193);
  return hash >>> 0;
}
