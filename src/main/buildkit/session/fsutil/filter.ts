import { dedupePaths, followLinks } from './follow-links.ts';
import type { Pattern } from './pattern.ts';
import { createPatternMatcher, type ParentMatches, type PatternMatcher } from './pattern-matcher.ts';

/** What the daemon asks to be sent of a folder. */
export interface FilterOptions {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly follow: readonly string[];
}

/** What a folder's children need to know. */
export interface FolderMatches {
  readonly include: ParentMatches | undefined;
  readonly exclude: ParentMatches | undefined;
}

/** `skip`: not sent, but something below may be. `prune`: nothing below can be, so it need not be read. */
export type Verdict = 'send' | 'skip' | 'prune';

export interface Filter {
  file(path: string, parent: FolderMatches): Verdict;
  folder(path: string, parent: FolderMatches): readonly [Verdict, FolderMatches];
}

export const NO_MATCHES: FolderMatches = { include: undefined, exclude: undefined };

/**
 * The filter of fsutil (filter.go, NewFilterFS and Walk): include patterns and followed paths together, then exclude patterns.
 *
 * @throws Error with the words BuildKit would show for a malformed pattern
 */
export function createFilter(root: string, { include, exclude, follow }: FilterOptions): Filter {
  const includes = matcher('includepatterns', includePatterns(root, include, follow));
  const excludes = matcher('excludepatterns', exclude);
  const mayInclude = includes && reachTest(includes.patterns.filter(({ exclusion }) => !exclusion));
  const mayTakeBack = excludes && reachTest(excludes.patterns.filter(({ exclusion }) => exclusion));
  return {
    file(path, parent) {
      if (includes && !includes.matches(path, parent.include)) return 'skip';
      return excludes?.matches(path, parent.exclude) ? 'skip' : 'send';
    },
    folder(path, parent) {
      const [included, include] = includes?.matchesFolder(path, parent.include) ?? [true, undefined];
      const [excluded, exclude] = excludes?.matchesFolder(path, parent.exclude) ?? [false, undefined];
      const matches = { include, exclude };
      if (!included && !mayInclude?.(path)) return ['prune', matches];
      if (excluded && !mayTakeBack?.(path)) return ['prune', matches];
      return [included && !excluded ? 'send' : 'skip', matches];
    },
  };
}

function includePatterns(root: string, include: readonly string[], follow: readonly string[]): readonly string[] {
  if (follow.length === 0) return include;
  const followed = followLinks(root, follow);
  return followed ? (dedupePaths([...include, ...followed]) ?? []) : include;
}

function matcher(what: string, lines: readonly string[]): PatternMatcher | undefined {
  try {
    return createPatternMatcher(lines);
  } catch (error) {
    throw new Error(`invalid ${what}: [${lines.join(' ')}]: ${error instanceof Error ? error.message : error}`);
  }
}

/** Whether some of these patterns could match below a folder. With wildcards anywhere but at the end that is not known. */
function reachTest(patterns: readonly Pattern[]): (folder: string) => boolean {
  const stems = patterns.map(({ text }) => withoutTrailingGlob(text));
  if (stems.some((stem) => /[*[\]?^\\]/.test(stem))) return () => true;
  return (folder) => stems.some((stem) => `${stem}/`.startsWith(`${folder}/`));
}

function withoutTrailingGlob(text: string): string {
  const stem = text.endsWith('/**') ? text.slice(0, -3) : text;
  return stem.endsWith('/*') ? stem.slice(0, -2) : stem;
}
