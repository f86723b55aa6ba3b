import { type Pattern, parsePattern } from './pattern.ts';

/** For each pattern, whether it matched a folder or one of its parents. Handed down while walking. */
export type ParentMatches = Uint8Array;

export interface PatternMatcher {
  readonly patterns: readonly Pattern[];
  /** Some pattern begins with `!`. */
  readonly hasExclusions: boolean;
  /** True if the path or a parent of it matches, by the last pattern that has a say. `parent` is undefined at the top. */
  matches(path: string, parent: ParentMatches | undefined): boolean;
  /** The same for a folder, with what its children need to know. */
  matchesFolder(
    path: string,
    parent: ParentMatches | undefined,
  ): readonly [matched: boolean, forChildren: ParentMatches];
}

/**
 * The rules of moby/patternmatcher (MatchesUsingParentResults): patterns in order, one that could not change the result is not tried,
 * and what matched a parent matches its children. Undefined where no pattern is left.
 *
 * @throws BadPatternError
 */
export function createPatternMatcher(
  lines: readonly string[],
  platform: NodeJS.Platform = process.platform,
): PatternMatcher | undefined {
  const patterns = lines.map((line) => parsePattern(line, platform)).filter((pattern) => pattern !== undefined);
  if (patterns.length === 0) return undefined;
  const evaluate = (path: string, parent: ParentMatches | undefined, into: ParentMatches | undefined): boolean => {
    let matched = false;
    for (let index = 0; index < patterns.length; index++) {
      const pattern = patterns[index] as Pattern;
      let hit = parent !== undefined && parent[index] === 1;
      if (!hit) {
        if (pattern.exclusion !== matched) continue;
        hit = pattern.matches(path);
      }
      if (!hit) continue;
      matched = !pattern.exclusion;
      if (into) into[index] = 1;
    }
    return matched;
  };
  return {
    patterns,
    hasExclusions: patterns.some(({ exclusion }) => exclusion),
    matches: (path, parent) => evaluate(path, parent, undefined),
    matchesFolder(path, parent) {
      const forChildren = new Uint8Array(patterns.length);
      return [evaluate(path, parent, forChildren), forChildren];
    },
  };
}
