/**
 * The CLI's "No output specified with docker-container driver. Build result will only remain in the build cache …"
 * (docker/buildx, build/build.go) in plain words.
 */
export function noOutputWarning(builder: string): string {
  return `Nothing will come out. The build runs and fills the cache of ${builder}, but leaves no image to use.`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
