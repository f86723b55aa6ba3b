import { posix } from 'node:path';
import { BadPatternError, globMatch } from './glob.ts';
import { goMatcher } from './go-regexp.ts';
import { bytesOfText, textOfBytes, toSlash } from './names.ts';

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
 * Malformed patterns are found now or when first tried, as there.
 *
 * @throws BadPatternError
 */
export function parsePattern(line: string, platform: NodeJS.Platform = process.platform): Pattern | undefined {
  const trimmed = trimSpace(line);
  if (trimmed === '') return undefined;
  const cleaned = cleanPath(toSlash(trimmed, platform));
  const exclusion = cleaned.startsWith('!');
  const text = exclusion ? cleaned.slice(1) : cleaned;
  if (text === '') throw new BadPatternError();
  globMatch(text, '.');
  return { text, exclusion, matches: compile(text) };
}

/**
 * Go's strings.TrimSpace. JavaScript's own `trim` takes a mark of the byte order for a blank, which Go does not, and leaves U+0085, which Go
 * does take for one.
 */
export function trimSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charAt(start))) start++;
  while (end > start && isSpace(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

function isSpace(char: string): boolean {
  return char === '\u0085' || (char !== '\uFEFF' && char.trim() === '');
}

/** Go's filepath.Clean. */
export function cleanPath(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}

type Kind = 'exact' | 'prefix' | 'suffix' | 'regexp';

/**
 * `*` and `?` stop at `/`; `**` does not. Most lines of real ignore files are plain names, `name/**` or `**` + `/name`, which need no
 * regular expression. Which form a pattern takes decides what it matches, so the steps and their order are the original's, and so is
 * that it knows nothing of classes: a star inside one is still a star.
 */
function compile(text: string): (path: string) => boolean {
  // The original's scanner drops a mark of the byte order in front; what it compares as text still has it (Go's text/scanner, Peek).
  const chars = Array.from(text.replace(/^\uFEFF/, ''));
  let kind: Kind = 'exact';
  let source = '^';
  for (let at = 0; at < chars.length; ) {
    const first = at === 0;
    const char = chars[at++] ?? '';
    if (char === '*' && chars[at] === '*') {
      at++;
      if (chars[at] === '/') at++;
      if (at < chars.length) {
        source += '(.*/)?';
        kind = 'regexp';
      } else if (kind === 'exact') {
        kind = 'prefix';
      } else {
        source += '.*';
        kind = 'regexp';
      }
      if (first) kind = 'suffix';
    } else if (char === '*' || char === '?') {
      source += char === '*' ? '[^/]*' : '[^/]';
      kind = 'regexp';
    } else if (/[.+()$]/.test(char)) {
      // The original means to escape |, { and } too, but its bitmap has no room for them: they keep their meaning.
      source += `\\${char}`;
    } else if (char === '\\') {
      source += `\\${chars[at++] ?? ''}`;
      kind = 'regexp';
    } else {
      if (char === '[' || char === ']') kind = 'regexp';
      source += char;
    }
  }
  return matcherOf(kind, text, `${source}$`);
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
      // Two bytes, which are the stars, unless the mark stands before them.
      const suffix = text.startsWith('\uFEFF') ? textOfBytes(bytesOfText(text).subarray(2)) : text.slice(2);
      const whole = suffix.startsWith('/') ? suffix.slice(1) : undefined;
      return (path) => path.endsWith(suffix) || path === whole;
    }
    case 'regexp': {
      // Made when first needed: a malformed one is an error only if it is ever tried.
      let matches: ((path: string) => boolean) | undefined;
      return (path) => {
        matches ??= goMatcher(source);
        return matches(path);
      };
    }
  }
}
