/** The command windows that commands are printed for. `bash` is right for every POSIX shell. */
export type Shell = 'bash' | 'powershell' | 'cmd';

/** A word as it is typed in that shell, so that the program receives exactly `word` as one argument. */
export function quote(word: string, shell: Shell): string {
  switch (shell) {
    case 'bash':
      return quoteBash(word);
    case 'powershell':
      return quotePowerShell(word);
    case 'cmd':
      return quoteCmd(word);
  }
}

/** Why a word cannot be typed in that shell; undefined when it can. */
export function unquotable(word: string, shell: Shell): string | undefined {
  if (word.includes('\0')) return 'No command line can hold a NUL character.';
  if (shell === 'cmd' && /[\r\n]/.test(word)) return 'cmd cannot hold a line break in a value. Use PowerShell instead.';
  return undefined;
}

/**
 * What a shell must be for a word to arrive whole; undefined when any will do. Before 7.3 PowerShell, and with it the one that Windows brings
 * along, hands on an inner `"` bare and drops empty words.
 */
export function shellNeeded(word: string, shell: Shell): string | undefined {
  if (shell !== 'powershell' || (word !== '' && !word.includes('"'))) return undefined;
  return 'Needs PowerShell 7.3 or later; in Windows PowerShell take the line for cmd.';
}

/** Single quotes keep everything as it is, in dash as in bash, history expansion included. */
function quoteBash(word: string): string {
  if (/^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*$/.test(word)) return word;
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * PowerShell 7.3 and later hands arguments on as they are. Its parser takes the typographic single quotes for the plain
 * one, so all of them are doubled; a word that starts with a hyphen and holds a dot or a colon would be cut in two.
 */
function quotePowerShell(word: string): string {
  const plain = /^-{0,2}[A-Za-z0-9_/\\][A-Za-z0-9_=+/\\.:-]*$/.test(word) && !/^-.*[.:]/.test(word);
  return plain ? word : `'${word.replace(/['‘’‚‛]/g, '$&$&')}'`;
}

/**
 * Two readers follow each other: cmd itself, and the program's own splitting of its command line (as the Microsoft C
 * runtime and Go do it). Quotes alone serve both as long as the word holds neither `"` nor `%`; otherwise every character
 * that cmd knows gets a caret, the quotes too, so that cmd sees no quoted stretch at all.
 *
 * Right for typing and pasting; in a batch file a `%` would have to be doubled.
 */
function quoteCmd(word: string): string {
  if (/^[A-Za-z0-9_@+=:,./\\-]+$/.test(word)) return word;
  const forProgram = `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
  return /["%]/.test(word) ? forProgram.replace(/[()%!^"<>&|]/g, '^$&') : forProgram;
}
