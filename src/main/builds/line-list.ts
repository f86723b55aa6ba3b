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
