import type { Tree } from './linear-match.ts';

/** Reads the text of an expression as `goRegExp` writes it, which the language itself has found to be well-formed. */
export function treeOf(source: string): Tree {
  const chars = Array.from(source);
  let at = 0;

  const choice = (): Tree => {
    const parts = [sequence()];
    while (chars[at] === '|') {
      at++;
      parts.push(sequence());
    }
    return parts.length === 1 ? (parts[0] as Tree) : { kind: 'choice', parts };
  };

  const sequence = (): Tree => {
    const parts: Tree[] = [];
    while (at < chars.length && chars[at] !== '|' && chars[at] !== ')') parts.push(repeated(atom()));
    return { kind: 'sequence', parts };
  };

  const repeated = (part: Tree): Tree => {
    const char = chars[at];
    if (char === '*' || char === '?') {
      at++;
      return { kind: 'repeat', part, least: 0, most: char === '*' ? Number.POSITIVE_INFINITY : 1 };
    }
    if (char !== '{') return part;
    const end = chars.indexOf('}', at);
    const [least = '', most = least] = chars
      .slice(at + 1, end)
      .join('')
      .split(',');
    at = end + 1;
    return { kind: 'repeat', part, least: Number(least), most: most === '' ? Number.POSITIVE_INFINITY : Number(most) };
  };

  const atom = (): Tree => {
    const char = chars[at++] ?? '';
    if (char === '(') {
      const inside = choice();
      at++;
      return inside;
    }
    if (char === '^') return { kind: 'place', holds: (before) => before === '' };
    if (char === '$') return { kind: 'place', holds: (_before, after) => after === '' };
    if (char === '\\') return escaped(`\\${chars[at++] ?? ''}`);
    if (char === '[') return { kind: 'char', fits: single(classText()) };
    return { kind: 'char', fits: (other) => other === char };
  };

  const classText = (): string => {
    const from = at - 1;
    while (chars[at] !== ']') at += chars[at] === '\\' ? 2 : 1;
    at++;
    return chars.slice(from, at).join('');
  };

  const escaped = (text: string): Tree => {
    if (text === '\\x') at += 2;
    const whole = text === '\\x' ? text + chars.slice(at - 2, at).join('') : text;
    if (whole === '\\b' || whole === '\\B') {
      const isBorder = (before: string, after: string) => /\w/.test(before) !== /\w/.test(after);
      return { kind: 'place', holds: (before, after) => isBorder(before, after) === (whole === '\\b') };
    }
    const literal = whole.slice(1);
    return { kind: 'char', fits: /[A-Za-z0-9]/.test(literal) ? single(whole) : (other) => other === literal };
  };

  return choice();
}

/** By the language itself, one character at a time. The two that nearly every pattern has need no expression. */
function single(text: string): (char: string) => boolean {
  if (text === '[^/]') return (char) => char !== '/';
  if (text === '[^\\n]') return (char) => char !== '\n';
  const expression = new RegExp(`^${text}$`, 'u');
  return (char) => expression.test(char);
}
