/**
 * Joins arguments to the one string that `--buildkitd-flags` takes, so that buildx splits it into the same arguments
 * again (google/shlex, which also reads `#` at the start of a word as a comment).
 */
export function joinShellWords(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}
