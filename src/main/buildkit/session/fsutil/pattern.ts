import { posix } from 'node:path';
import { assertGlob, BadPatternError, classSource, escapeChar } from './glob.ts';

/** One line of an ignore file, ready to match. Paths are relative, with `/` between their parts. */
export interface Pattern {
  /** Cleaned, without the `!`. */
  readonly text: string;
  /** Began with `!`: what it matches is taken back in. */
  readonly exclusion: boolean;
  matches(path: string): boolean;
}

/**
 * Reads a pattern as moby/patternmatcher does (patternmatcher.go, New and compile). Undefined for an empty one.
 *
 * @throws BadPatternError
 */
export function parsePattern(line: string, platform: NodeJS.Platform = process.platform): Pattern | undefined {
  const trimmed = line.trim();
  if (trimmed === '') return undefined;
  const cleaned = cleanPath(platform === 'win32' ? trimmed.replaceAll('\\', '/') : trimmed);
  const exclusion = cleaned.startsWith('!');
  const text = exclusion ? cleaned.slice(1) : cleaned;
  if (text === '') throw new BadPatternError(line);
  assertGlob(text);
  return { text, exclusion, matches: compile(text) };
}

/** Go's filepath.Clean. */
export function cleanPath(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}

type Kind = 'exact' | 'prefix' | 'suffix' | 'regexp';

/**
 * `*` and `?` stop at `/`; `**` does not. Most lines of real ignore files are plain names, `name/**` or `**` + `/name`, which need no
 * regular expression. Which form a pattern takes decides what it matches, so the order of these steps is the original's.
 */
function compile(text: string): (path: string) => boolean {
  const chars = Array.from(text);
  let kind: Kind = 'exact';
  let source = '';
  for (let at = 0; at < chars.length; ) {
    const first = at === 0;
    const char = chars[at++] ?? '';
    if (char === '*' && chars[at] === '*') {
      at++;
      if (chars[at] === '/') at++;
      if (at < chars.length) {
        source += '(?:[^\\n]*/)?';
        kind = 'regexp';
      } else if (kind === 'exact') {
        kind = 'prefix';
      } else {
        source += '[^\\n]*';
        kind = 'regexp';
      }
      if (first) kind = 'suffix';
    } else if (char === '*' || char === '?') {
      source += char === '*' ? '[^/]*' : '[^/]';
      kind = 'regexp';
    } else if (char === '[') {
      const end = classEnd(chars, at);
      source += classSource(chars.slice(at, end));
      at = end + 1;
      kind = 'regexp';
    } else if (char === '\\') {
      source += escaped(chars[at++] ?? '');
      kind = 'regexp';
    } else if (char === ']') {
      source += '\\]';
      kind = 'regexp';
    } else {
      // A bare ^ stays an anchor, as in the original: in a regular expression such a pattern matches nothing.
      source += char === '^' ? '^' : escapeChar(char);
    }
  }
  return matcherOf(kind, text, source);
}

function matcherOf(kind: Kind, text: string, source: string): (path: string) => boolean {
  switch (kind) {
    case 'exact':
      return (path) => path === text;
    case 'prefix': {
      const prefix = text.slice(0, -2);
      return (path) => path.startsWith(prefix);
    }
    case 'suffix': {
      const suffix = text.slice(2);
      const whole = suffix.startsWith('/') ? suffix.slice(1) : undefined;
      return (path) => path.endsWith(suffix) || path === whole;
    }
    case 'regexp': {
      const expression = new RegExp(`^${source}$`, 'u');
      return (path) => expression.test(path);
    }
  }
}

/** The original hands an escaped character to Go's regexp, where letters such as `\d` name a class. */
function escaped(char: string): string {
  return /[dDwWsS]/.test(char) ? `\\${char}` : escapeChar(char);
}

/** The `]` that closes the class, given that the pattern is well formed. */
function classEnd(chars: readonly string[], start: number): number {
  let at = chars[start] === '^' ? start + 1 : start;
  while (chars[at] !== ']') at += chars[at] === '\\' ? 2 : 1;
  return at;
}
