import { BadPatternError } from './glob.ts';
import { linearMatcher, loopsIn } from './linear-match.ts';
import { treeOf } from './regexp-tree.ts';

/** JavaScript's own expressions are quicker, and with so many repetitions not yet slow. */
const MOST_LOOPS = 2;
/** Go takes no more repetitions. */
const MOST_REPEATS = 1000;

/**
 * What an expression in Go's syntax matches, in time that does not grow with the powers of a path's length.
 *
 * @throws BadPatternError
 */
export function goMatcher(source: string): (text: string) => boolean {
  const expression = goRegExp(source);
  const tree = treeOf(expression.source);
  return loopsIn(tree) > MOST_LOOPS ? linearMatcher(tree) : (text) => expression.test(text);
}

/**
 * Makes a JavaScript expression of one in Go's syntax (golang/go src/regexp/syntax), as far as moby/patternmatcher writes it: literals,
 * escapes, classes, groups, `*`, `?`, `.` and anchors. The two languages differ in what a class or an escape may hold.
 *
 * @throws BadPatternError
 */
function goRegExp(source: string): RegExp {
  const chars = Array.from(source);
  let out = '';
  for (let at = 0; at < chars.length; ) {
    const char = chars[at++] ?? '';
    if (char === '\\') out += escapeOf(chars[at++], false);
    else if (char === '[') {
      const [text, next] = classOf(chars, at);
      out += text;
      at = next;
    } else if (char === '.') out += '[^\\n]';
    else if (char === '{') {
      const repeat = /^\{\d+(?:,\d*)?\}/.exec(chars.slice(at - 1, at + 16).join(''))?.[0];
      if (repeat?.match(/\d+/g)?.some((count) => Number(count) > MOST_REPEATS)) throw new BadPatternError();
      out += repeat ?? '\\{';
      at += (repeat?.length ?? 1) - 1;
    } else out += /[\]{}/]/.test(char) ? `\\${char}` : char;
  }
  try {
    return new RegExp(out, 'u');
  } catch {
    // A class whose range runs backwards, for one.
    throw new BadPatternError();
  }
}

/** The `]` that comes first is a member, and so is a `[` anywhere. */
function classOf(chars: readonly string[], start: number): readonly [text: string, next: number] {
  const negated = chars[start] === '^';
  let at = negated ? start + 1 : start;
  let members = '';
  for (let first = true; first || chars[at] !== ']'; first = false) {
    if (chars[at] === '[' && chars[at + 1] === ':') throw new BadPatternError();
    const [low, next] = memberOf(chars, at);
    if (chars[next] === '-' && chars[next + 1] !== ']' && chars[next + 1] !== undefined) {
      const [high, end] = memberOf(chars, next + 1);
      members += `${low}-${high}`;
      at = end;
    } else {
      members += low;
      at = next;
    }
  }
  return [`[${negated ? '^' : ''}${members}]`, at + 1];
}

function memberOf(chars: readonly string[], at: number): readonly [text: string, next: number] {
  const char = chars[at];
  if (char === undefined) throw new BadPatternError();
  if (char === '\\') return [escapeOf(chars[at + 1], true), at + 2];
  return [/[\\\]^[-]/.test(char) ? `\\${char}` : char, at + 1];
}

/** Go takes an escaped character of ASCII that is neither letter nor digit as itself, and few others. */
function escapeOf(char: string | undefined, inClass: boolean): string {
  if (char === undefined) throw new BadPatternError();
  if (/[dDwWtnrfv]/.test(char) || (!inClass && /[bB]/.test(char))) return `\\${char}`;
  if (char === 'a') return '\\x07';
  if (!inClass && (char === 'A' || char === 'z')) return char === 'A' ? '^' : '$';
  if (char === 's') return inClass ? '\\t\\n\\f\\r ' : '[\\t\\n\\f\\r ]';
  if (char === 'S' && !inClass) return '[^\\t\\n\\f\\r ]';
  if (!/[\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e ]/.test(char)) throw new BadPatternError();
  if (char === '-') return inClass ? '\\-' : '-';
  return /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char;
}
