/**
 * A value read by one of Go's grammars, or why it cannot be read.
 */
export type Read<T> = { readonly ok: true; readonly value: T } | Unreadable;

export interface Unreadable {
  readonly ok: false;
  /** What is wrong with it, one plain sentence. */
  readonly wrong: string;
  /** What would be right, one plain sentence with an example. */
  readonly right: string;
  /** The words that buildx itself prints for this value. */
  readonly original: string;
}

export function readable<T>(value: T): Read<T> {
  return { ok: true, value };
}

export function unreadable(wrong: string, right: string, original: string): Unreadable {
  return { ok: false, wrong, right, original };
}

/** A text as Go's `%q` prints it, for error texts that must equal the CLI's. */
export function goQuote(text: string): string {
  return JSON.stringify(text);
}
