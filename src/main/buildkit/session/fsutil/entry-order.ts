import { compareBytes } from './tree.ts';

/**
 * Holds a sender to the order of a walk: depth first, names ascending by their bytes, each entry once and after its folder
 * (tonistiigi/fsutil validator.go). So no entry can take the place of one that was written before.
 */
export class EntryOrder {
  /** The folders on the way to the last entry, the root first, and the last name in each. */
  readonly #open: { readonly path: string; last: string | undefined }[] = [{ path: '', last: undefined }];

  /** @throws Error for an entry that is not the next of a walk */
  next(path: string, isFolder: boolean): void {
    const slash = path.lastIndexOf('/');
    const [parent, name] = [slash < 0 ? '' : path.slice(0, slash), path.slice(slash + 1)];
    while (this.#open.length > 1 && this.#open.at(-1)?.path !== parent) this.#open.pop();
    const folder = this.#open.at(-1);
    if (folder?.path !== parent) throw outOfOrder(path, 'without its folder');
    if (folder.last !== undefined && compareBytes(folder.last, name) >= 0) throw outOfOrder(path, 'out of order');
    folder.last = name;
    if (isFolder) this.#open.push({ path, last: undefined });
  }
}

function outOfOrder(path: string, how: string): Error {
  return new Error(`The builder sent ${JSON.stringify(path)} ${how}.`);
}
