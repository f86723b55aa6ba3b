/** What stands on the screen for a value that may be secret. */
export const MASK = '•••••';

const SECRET_NAME =
  /pass(word|wd|phrase)?($|[^a-z])|pwd|secret|token|credential|api[-_.]?key|access[-_.]?key|private[-_.]?key|(^|[-_.])auth($|[-_.])|(^|[-_.])key$/i;

/** Does a variable of this name probably hold a secret? Judged by its name alone. */
export function looksSecret(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** A value as it may be shown: masked by the name it has, and without the credentials of a URL in it. */
export function maskValue(name: string, value: string): string {
  if (value === '') return value;
  if (looksSecret(name)) return MASK;
  return value
    .replace(/([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)[^\s/@]+@/gi, `$1${MASK}@`)
    .replace(/(https?:\/\/)[^\s/:@]+@/gi, `$1${MASK}@`);
}
