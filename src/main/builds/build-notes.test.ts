import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type BuildNote, BuildNotes } from './build-notes.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'slipway-notes-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

function note(ref: string): BuildNote {
  return {
    version: 1,
    nodeKey: 'engine/node',
    ref,
    request: {
      context: '/src/shop',
      dockerfile: '/src/shop/Dockerfile',
      tags: ['shop:dev'],
      platforms: [],
      outputs: [{ kind: 'load' }],
      args: ['VERSION'],
      secrets: [{ id: 'npm', from: 'typed' }],
      noCache: true,
      pull: true,
      cliTwin: 'docker buildx build /src/shop',
    },
    outcome: { kind: 'image-loaded', tags: ['shop:dev'], digest: 'sha256:1', size: 7 },
  };
}

test('a note is read again as it was, by its owner alone', async () => {
  const folder = join(root, 'builds');
  await new BuildNotes(folder).save(note('one'));
  const again = new BuildNotes(folder);
  await again.load();
  expect(again.get('one')).toEqual(note('one'));
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, 'one.json'))).mode & 0o777).toBe(0o600);
});

test('a note of an earlier version, which kept less, is read', async () => {
  const { nodeKey, ref, request } = note('old');
  const { context, dockerfile, tags, args, cliTwin } = request;
  const kept = { version: 1, nodeKey, ref, request: { context, dockerfile, tags, args, cliTwin } };
  await writeFile(join(root, 'old.json'), JSON.stringify(kept));
  const notes = new BuildNotes(root);
  await notes.load();
  const since = { platforms: [], outputs: [], secrets: [], noCache: false, pull: false };
  expect(notes.get('old')?.request).toEqual({ ...kept.request, ...since });
});

test('what is no note is left alone', async () => {
  await writeFile(join(root, 'torn.json'), '{"version":1,');
  await writeFile(join(root, 'other.json'), '{"version":2}');
  const notes = new BuildNotes(root);
  await notes.load();
  expect(notes.get('torn')).toBeUndefined();
  expect(await readdir(root)).toEqual(['other.json', 'torn.json']);
  expect(await readFile(join(root, 'torn.json'), 'utf8')).toBe('{"version":1,');
});

test('a place that cannot be read keeps nothing from starting', async () => {
  const file = join(root, 'file');
  await writeFile(file, '');
  await expect(new BuildNotes(file).load()).resolves.toBeUndefined();
});

test('the oldest go while the app runs, not only at its next start', async () => {
  const folder = join(root, 'builds');
  const notes = new BuildNotes(folder);
  for (let count = 0; count <= 600; count++) await notes.save(note(`n${count}`));
  const left = await readdir(folder);
  expect(left).toHaveLength(500);
  expect(left).toContain('n600.json');
  expect(left.filter((name) => notes.get(name.replace('.json', '')) !== undefined)).toHaveLength(500);
}, 60_000);
