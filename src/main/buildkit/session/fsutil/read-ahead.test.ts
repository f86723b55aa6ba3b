import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createFilter } from './filter.ts';
import { ReadAhead } from './read-ahead.ts';
import { readFolder } from './tree.ts';
import { walkTree } from './walk.ts';

let root: string;
let ahead: ReadAhead | undefined;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipway-ahead-'));
});

afterEach(() => {
  ahead?.stop();
  ahead = undefined;
  vi.useRealTimers();
  rmSync(root, { recursive: true, force: true });
});

function write(...paths: readonly string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), path);
  }
}

/** Reads ahead all that is there: a few turns for each of these small trees. */
async function readAll(exclude: readonly string[] = []): Promise<ReadAhead> {
  ahead = new ReadAhead(root, exclude);
  for (let turn = 0; turn < 100; turn++) await nextTurn();
  return ahead;
}

function walked(by?: ReadAhead, exclude: readonly string[] = []) {
  const known = by && { folder: (path: string) => by.folder(root, path) };
  return [...walkTree(root, createFilter(root, { include: [], exclude, follow: [] }), known)];
}

const names = (stats: readonly { readonly path: string }[]) => stats.map(({ path }) => path);

it('changes nothing of what is sent', async () => {
  write('a/b/one', 'a/two', 'c', 'dist/three', 'dist/keep/four', 'z/five');
  symlinkSync('a/two', join(root, 'link'));
  for (const guess of [[], ['dist', '!dist/keep'], ['*'], ['z', 'c']]) {
    for (const exclude of [[], ['dist', '!dist/keep'], ['a/b']]) {
      expect(walked(await readAll(guess), exclude)).toEqual(walked(undefined, exclude));
    }
  }
});

it('has the files as they were when it read them, without reading them again', async () => {
  write('a/one', 'b/two');
  const before = walked();
  const reader = await readAll();
  rmSync(join(root, 'a'), { recursive: true });
  write('b/three');
  expect(walked(reader)).toEqual(before);
});

it('leaves alone what is probably excluded', async () => {
  write('a/one', 'node_modules/two');
  const reader = await readAll(['node_modules']);
  write('a/later', 'node_modules/later');
  expect(names(walked(reader))).toEqual(['a', 'a/one', 'node_modules', 'node_modules/later', 'node_modules/two']);
});

it('stops once somebody walks where it has not been', async () => {
  write('a/one');
  ahead = new ReadAhead(root, []);
  expect(names(walked(ahead))).toEqual(['a', 'a/one']);
  for (let turn = 0; turn < 100; turn++) await nextTurn();
  write('b/two');
  expect(names(walked(ahead))).toEqual(['a', 'a/one', 'b', 'b/two']);
});

it('is forgotten after a second', async () => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
  write('a/one');
  const reader = await readAll();
  write('a/two');
  expect(names(walked(reader))).toEqual(['a', 'a/one']);
  vi.advanceTimersByTime(1000);
  expect(names(walked(reader))).toEqual(['a', 'a/one', 'a/two']);
});

it('reads other folders from the disk', async () => {
  write('a/one');
  const reader = await readAll();
  expect(reader.folder(join(root, 'a'), '')).toEqual(readFolder(join(root, 'a')));
});

it('refuses a folder that is not there and a malformed pattern', () => {
  expect(() => new ReadAhead(join(root, 'no'), [])).toThrow('ENOENT');
  expect(() => new ReadAhead(root, ['['])).toThrow('syntax error in pattern');
});
