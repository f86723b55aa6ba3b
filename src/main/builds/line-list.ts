/** A growing list of line numbers at four bytes each. */
export class LineList {
  #numbers = new Uint32Array(16);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(line: number): void {
    if (this.#length === this.#numbers.length) {
      const larger = new Uint32Array(this.#numbers.length * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#length] = line;
    this.#length += 1;
  }

  /** Throws outside the list. */
  at(index: number): number {
    const line = index < this.#length ? this.#numbers[index] : undefined;
    if (line === undefined) throw new RangeError(`Line ${index} of ${this.#length}.`);
    return line;
  }
}

/** The numbers of several lists in order; the list itself where there is one, which is nearly always. */
export function mergeLists(lists: readonly LineList[]): LineList {
  const [only] = lists;
  if (lists.length === 1 && only !== undefined) return only;
  const all = lists.flatMap((list) => Array.from({ length: list.length }, (_, index) => list.at(index)));
  const merged = new LineList();
  for (const line of all.sort((a, b) => a - b)) merged.push(line);
  return merged;
}
