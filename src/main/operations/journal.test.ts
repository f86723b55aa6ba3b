import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Journal } from './journal.ts';
import type { RunImageEntry } from './journal-entry.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'slipway-journal-'));
});
afterEach(() => rm(dir, { recursive: true }));

function entry(id: string, startedAt: number, step = 'run'): RunImageEntry {
  return { version: 1, id, kind: 'run-image', subject: 'x', startedAt, step, endpoint: 'default', containerId: '' };
}

test('a folder that is not there holds nothing', async () => {
  expect(await new Journal(join(dir, 'none')).read()).toEqual({ entries: [], unreadable: [] });
});

test('each step replaces the one before; ended operations are gone; oldest first', async () => {
  const journal = new Journal(join(dir, 'journal'));
  await journal.write(entry('b', 2));
  await journal.write(entry('a', 1));
  await journal.write(entry('a', 1, 'finish'));
  await journal.write(entry('c', 3));
  await journal.remove('c');
  expect((await journal.read()).entries).toEqual([entry('a', 1, 'finish'), entry('b', 2)]);
  expect(await readdir(join(dir, 'journal'))).toEqual(['a.json', 'b.json']);
});

test('only its owner may read it', async () => {
  const journal = new Journal(join(dir, 'journal'));
  await journal.write(entry('a', 1));
  expect((await stat(join(dir, 'journal', 'a.json'))).mode & 0o777).toBe(0o600);
});

test('half-written, foreign and misnamed files are reported and left alone', async () => {
  await writeFile(join(dir, 'half.json'), '{"version":1,');
  await writeFile(join(dir, 'other.json'), JSON.stringify(entry('a', 1)));
  await writeFile(join(dir, 'a.json.tmp'), '');
  expect(await new Journal(dir).read()).toEqual({
    entries: [],
    unreadable: [join(dir, 'half.json'), join(dir, 'other.json')],
  });
  expect(await readdir(dir)).toHaveLength(3);
});

test('what a killed app has left of a write goes with its operation, or once nobody can be writing it', async () => {
  const journal = new Journal(dir);
  await journal.write(entry('a', 1));
  for (const name of ['a', 'old', 'new']) await writeFile(join(dir, `${name}.json.tmp`), '{');
  await utimes(join(dir, 'old.json.tmp'), 1, 1);
  expect((await journal.read()).entries).toEqual([entry('a', 1)]);
  await journal.remove('a');
  expect(await readdir(dir)).toEqual(['new.json.tmp']);
});
