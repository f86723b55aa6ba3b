import type { Shell } from '../../shared/actions/index.ts';

/** The command windows that the CLI twin is printed for, by the names that people know. */
export const SHELL_NAMES: readonly { readonly value: Shell; readonly label: string }[] = [
  { value: 'bash', label: 'bash' },
  { value: 'powershell', label: 'PowerShell' },
  { value: 'cmd', label: 'cmd' },
];

/** A printed command cut where it may wrap: at the blanks outside quotes. */
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
