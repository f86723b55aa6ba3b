/** A pattern that Go's path/filepath.Match, or its regexp package, would not accept. */
export class BadPatternError extends Error {
  constructor() {
    super('syntax error in pattern');
    this.name = 'BadPatternError';
  }
}

/**
 * Go's filepath.Match (golang/go src/path/filepath/match.go), with its habit of not looking at the rest of a malformed pattern once
 * the name has failed to match: moby/patternmatcher checks patterns by matching them with `.`, so what passes depends on it.
 *
 * @throws BadPatternError
 */
export function globMatch(pattern: string, name: string): boolean {
  let rest = Array.from(pattern);
  let left = Array.from(name);
  chunks: while (rest.length > 0) {
    const [star, chunk, after] = scanChunk(rest);
    rest = after;
    if (star && chunk.length === 0) return !left.includes('/');
    const here = matchChunk(chunk, left);
    if (here && (here.length === 0 || rest.length > 0)) {
      left = here;
      continue;
    }
    for (let skip = 0; star && skip < left.length && left[skip] !== '/'; skip++) {
      const later = matchChunk(chunk, left.slice(skip + 1));
      if (!later || (rest.length === 0 && later.length > 0)) continue;
      left = later;
      continue chunks;
    }
    return false;
  }
  return left.length === 0;
}

type Chars = readonly string[];

/** The next piece without `*`, and whether a star came before it. */
function scanChunk(pattern: Chars): readonly [star: boolean, chunk: Chars, rest: string[]] {
  const start = pattern.findIndex((char) => char !== '*');
  if (start < 0) return [pattern.length > 0, [], []];
  let inClass = false;
  let at = start;
  for (; at < pattern.length; at++) {
    const char = pattern[at];
    if (char === '\\') at++;
    else if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    else if (char === '*' && !inClass) break;
  }
  return [start > 0, pattern.slice(start, at), pattern.slice(at)];
}

/** What is left of the name behind the chunk, or undefined if it does not match; the whole chunk is checked either way. */
function matchChunk(chunk: Chars, name: Chars): string[] | undefined {
  let used = 0;
  let failed = false;
  for (let at = 0; at < chunk.length; ) {
    failed ||= used >= name.length;
    const char = chunk[at++];
    if (char === '[') {
      const [matched, next] = matchClass(chunk, at, failed ? '' : (name[used] ?? ''));
      at = next;
      failed ||= !matched;
    } else if (char === '?') {
      failed ||= name[used] === '/';
    } else {
      const literal = char === '\\' ? chunk[at++] : char;
      if (literal === undefined) throw new BadPatternError();
      failed ||= literal !== name[used];
    }
    used++;
  }
  return failed ? undefined : name.slice(used);
}

function matchClass(chunk: Chars, start: number, char: string): readonly [matched: boolean, next: number] {
  const negated = chunk[start] === '^';
  let at = negated ? start + 1 : start;
  let matched = false;
  for (let ranges = 0; ; ranges++) {
    if (chunk[at] === ']' && ranges > 0) return [matched !== negated, at + 1];
    const [low, next] = classChar(chunk, at);
    const [high, end] = chunk[next] === '-' ? classChar(chunk, next + 1) : [low, next];
    matched ||= codeOf(low) <= codeOf(char) && codeOf(char) <= codeOf(high);
    at = end;
  }
}

function classChar(chunk: Chars, start: number): readonly [char: string, next: number] {
  const bare = chunk[start];
  if (bare === '-' || bare === ']') throw new BadPatternError();
  const at = bare === '\\' ? start + 1 : start;
  const char = chunk[at];
  // A class that ends with the pattern is open.
  if (char === undefined || at + 1 >= chunk.length) throw new BadPatternError();
  return [char, at + 1];
}

function codeOf(char: string): number {
  return char.codePointAt(0) ?? 0;
}
