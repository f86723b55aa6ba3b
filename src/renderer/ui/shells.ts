import type { Shell } from '../../shared/actions/index.ts';

/** The command windows that the CLI twin is printed for, by the names that people know. */
export const SHELL_NAMES: readonly { readonly value: Shell; readonly label: string }[] = [
  { value: 'bash', label: 'bash' },
  { value: 'powershell', label: 'PowerShell' },
  { value: 'cmd', label: 'cmd' },
];

/** Options of docker that take no value of their own. */
const ALONE = new Set(
  '--append --bootstrap --debug --force --help --keep-state --load --no-cache --pull --push --quiet --rm --use -f -q'.split(
    ' ',
  ),
);

/** A printed command cut where it may wrap: at the blanks outside quotes, but not between an option and its value. */
export function piecesOf(command: string): readonly string[] {
  const words = wordsOf(command);
  const pieces: string[] = [];
  for (let place = 0; place < words.length; place += 1) {
    const [word = '', next] = [words[place], words[place + 1]];
    // The last word is what a command works on.
    const takes = /^--?[A-Za-z][\w-]*$/.test(word) && !ALONE.has(word) && place + 2 < words.length;
    if (takes && next !== undefined && !next.startsWith('-')) {
      pieces.push(`${word} ${next}`);
      place += 1;
    } else pieces.push(word);
  }
  return pieces;
}

/** The words of a printed command, which are parted by the blanks outside quotes. */
export function wordsOf(command: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  for (const char of command) {
    if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (char === quote) quote = '';
    if (quote === '' && /\s/.test(char)) {
      if (word !== '') words.push(word);
      word = '';
    } else word += char;
  }
  return word === '' ? words : [...words, word];
}
