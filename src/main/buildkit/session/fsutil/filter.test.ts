import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createFilter } from './filter.ts';
import { walkTree } from './walk.ts';

interface Case {
  readonly tree: number;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly follow: readonly string[];
  readonly sent: readonly string[] | null;
  readonly error?: string;
}

/** What tonistiigi/fsutil itself sends of small trees: `dir`, `file` or `-> target` by path. */
const fixture = JSON.parse(readFileSync(new URL('./filter.fixture.json', import.meta.url), 'utf8')) as {
  readonly trees: readonly Readonly<Record<string, string>>[];
  readonly cases: readonly Case[];
};

const base = mkdtempSync(join(tmpdir(), 'slipway-filter-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

function makeTree(index: number, tree: Readonly<Record<string, string>>): string {
  const root = join(base, String(index));
  mkdirSync(root);
  for (const [path, what] of Object.entries(tree)) {
    const full = join(root, path);
    mkdirSync(what === 'dir' ? full : dirname(full), { recursive: true });
    if (what === 'file') writeFileSync(full, path);
    else if (what.startsWith('-> ')) symlinkSync(what.slice(3), full);
  }
  return root;
}

function sent(root: string, options: Case): string[] | null {
  try {
    return [...walkTree(root, createFilter(root, options))].map(({ path }) => path);
  } catch {
    return null;
  }
}

describe.runIf(process.platform !== 'win32')('createFilter with walkTree', () => {
  it('sends what the Go library sends, in its order', () => {
    const roots = fixture.trees.map((tree, index) => makeTree(index, tree));
    const wrong = fixture.cases.flatMap((one) => {
      const ours = sent(roots[one.tree] ?? '', one);
      return JSON.stringify(ours) === JSON.stringify(one.sent) ? [] : [JSON.stringify({ ...one, ours })];
    });
    expect(wrong).toEqual([]);
    expect(fixture.cases.length).toBeGreaterThan(100);
  });

  it('names the list that holds a malformed pattern, as BuildKit does', () => {
    expect(() => createFilter(base, { include: [], exclude: ['a['], follow: [] })).toThrow(
      'invalid excludepatterns: [a[]: syntax error in pattern',
    );
  });
});
