import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createPatternMatcher, type ParentMatches } from './pattern-matcher.ts';

interface Case {
  readonly patterns: readonly string[];
  readonly bad?: boolean;
  /** Malformed in a way that shows only when this path is tried. */
  readonly badPath?: string;
  readonly matched: readonly string[];
  readonly others: readonly string[];
}

/** Answers of moby/patternmatcher itself over generated patterns and paths. */
const fixture = JSON.parse(readFileSync(new URL('./patterns.fixture.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[];
};

/** As a walk asks: each folder on the way, then the path. */
function matches(patterns: readonly string[], path: string): boolean {
  const matcher = createPatternMatcher(patterns, 'linux');
  let parent: ParentMatches | undefined;
  let matched = false;
  const parts = path.split('/');
  for (let depth = 1; depth <= parts.length && matcher; depth++) {
    const part = parts.slice(0, depth).join('/');
    expect(matcher.matches(part, parent)).toBe(matcher.matchesFolder(part, parent)[0]);
    [matched, parent] = matcher.matchesFolder(part, parent);
  }
  return matched;
}

describe('createPatternMatcher', () => {
  it('answers as the Go library does', () => {
    const wrong: unknown[] = [];
    for (const { patterns, bad, badPath = 'x', matched, others } of fixture.cases) {
      if (bad) {
        if (accepts(patterns, badPath)) wrong.push({ patterns, bad });
        continue;
      }
      for (const path of matched) if (!matches(patterns, path)) wrong.push({ patterns, path, expected: true });
      for (const path of others) if (matches(patterns, path)) wrong.push({ patterns, path, expected: false });
    }
    expect(wrong).toEqual([]);
    expect(fixture.cases.length).toBeGreaterThan(200);
  });

  it('lets the last pattern that has a say decide', () => {
    const patterns = ['**', '!docs', 'docs/private', '!docs/private/README'];
    const seen = ['a', 'docs', 'docs/x', 'docs/private', 'docs/private/x', 'docs/private/README'];
    expect(seen.filter((path) => matches(patterns, path))).toEqual(['a', 'docs/private', 'docs/private/x']);
  });

  it('reads a backslash as a separator on Windows only', () => {
    expect(createPatternMatcher(['a\\+b'], 'win32')?.matches('a/+b', undefined)).toBe(true);
    expect(createPatternMatcher(['a\\+b'], 'linux')?.matches('a/+b', undefined)).toBe(false);
    expect(createPatternMatcher(['a\\*'], 'linux')?.matches('a*', undefined)).toBe(true);
  });

  it('drops the blanks that Go drops at both ends, and no mark of the byte order', () => {
    expect(createPatternMatcher(['\u0085\u00a0 a\t\u3000'])?.patterns.map(({ text }) => text)).toEqual(['a']);
    expect(createPatternMatcher(['\uFEFFa'])?.matches('a', undefined)).toBe(false);
    expect(createPatternMatcher(['\uFEFFa'])?.matches('\uFEFFa', undefined)).toBe(true);
    // What Go scans has lost it, what Go compares has not.
    expect(createPatternMatcher(['\uFEFFa*'])?.matches('ab', undefined)).toBe(true);
    expect(createPatternMatcher(['\uFEFF**/a'])?.matches('b/a', undefined)).toBe(false);
    expect(createPatternMatcher(['\uFEFFa/**'])?.matches('a/b', undefined)).toBe(false);
  });

  it('has nothing to say without patterns', () => {
    expect(createPatternMatcher(['', '  '])).toBeUndefined();
  });
});

function accepts(patterns: readonly string[], path: string): boolean {
  try {
    matches(patterns, path);
    return true;
  } catch {
    return false;
  }
}
