/** A pattern that Go's path/filepath.Match would not accept. */
export class BadPatternError extends Error {
  constructor(pattern: string) {
    super(`syntax error in pattern: ${pattern}`);
    this.name = 'BadPatternError';
  }
}

/**
 * Checks a pattern as Go's filepath.Match does (golang/go src/path/filepath/match.go): classes are closed, not empty and without bare
 * `-` at an end, and nothing ends in a backslash.
 *
 * @throws BadPatternError
 */
export function assertGlob(pattern: string): void {
  const chars = Array.from(pattern);
  for (let at = 0; at < chars.length; at++) {
    if (chars[at] === '\\') {
      at++;
      if (at >= chars.length) throw new BadPatternError(pattern);
    } else if (chars[at] === '[') {
      at = endOfClass(chars, at + 1, pattern);
    }
  }
}

function endOfClass(chars: readonly string[], start: number, pattern: string): number {
  let at = chars[start] === '^' ? start + 1 : start;
  for (let ranges = 0; ; ranges++) {
    if (chars[at] === ']' && ranges > 0) return at;
    at = endOfClassChar(chars, at, pattern);
    if (chars[at] === '-') at = endOfClassChar(chars, at + 1, pattern);
  }
}

function endOfClassChar(chars: readonly string[], start: number, pattern: string): number {
  const at = chars[start] === '\\' ? start + 1 : start;
  const char = chars[at];
  const bare = at === start;
  if (char === undefined || (bare && (char === '-' || char === ']'))) throw new BadPatternError(pattern);
  // A class that ends with the pattern is open.
  if (at + 1 >= chars.length) throw new BadPatternError(pattern);
  return at + 1;
}

/** Matches one name against a pattern of one path component, as filepath.Match does. */
export function globToRegExp(pattern: string): RegExp {
  assertGlob(pattern);
  const chars = Array.from(pattern);
  let source = '';
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? '';
    if (char === '*') source += '[^/]*';
    else if (char === '?') source += '[^/]';
    else if (char === '[') {
      const end = endOfClass(chars, at + 1, pattern);
      source += classSource(chars.slice(at + 1, end));
      at = end;
    } else if (char === '\\') source += escapeChar(chars[++at] ?? '');
    else source += escapeChar(char);
  }
  return new RegExp(`^${source}$`, 'u');
}

/** The inside of a class, in which `^` negates only at the start and a backslash takes the next character as it is. */
export function classSource(inside: readonly string[]): string {
  let source = '';
  const negated = inside[0] === '^';
  for (let at = negated ? 1 : 0; at < inside.length; at++) {
    const char = inside[at] ?? '';
    if (char === '\\') source += escapeChar(inside[++at] ?? '');
    else source += char === '-' ? '-' : escapeChar(char);
  }
  return `[${negated ? '^' : ''}${source}]`;
}

/** The character itself in a JavaScript pattern, inside a class too. */
export function escapeChar(char: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(char) ? `\\${char}` : char;
}
