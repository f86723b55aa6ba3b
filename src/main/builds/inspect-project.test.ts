import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { completePath } from './complete-path.ts';
import { inspectProject, suggestTag } from './inspect-project.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-project-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('inspectProject', () => {
  it('reads stages and arguments, and what lies beside the Dockerfile', async () => {
    await writeFile(join(folder, 'Dockerfile'), 'ARG BASE=alpine\nFROM $BASE AS one\nARG KEY\nFROM one\nRUN true\n');
    await writeFile(join(folder, 'dev.Dockerfile'), 'FROM scratch\n');
    await writeFile(join(folder, '.dockerignore'), 'x\n');
    const project = await inspectProject(folder, '');
    expect(project.failure).toBeUndefined();
    expect(project.dockerfile).toBe(join(folder, 'Dockerfile'));
    expect(project.dockerfiles).toEqual([join(folder, 'Dockerfile'), join(folder, 'dev.Dockerfile')]);
    expect(project.ignoreFile).toBe(join(folder, '.dockerignore'));
    expect(project.policyFile).toBeUndefined();
    expect(project.stages.map(({ name, line }) => [name, line])).toEqual([
      ['one', 2],
      ['', 4],
    ]);
    expect(project.args.map(({ name }) => name)).toEqual(['BASE', 'KEY']);
  });

  it('prefers the ignore file of the Dockerfile, and finds a policy', async () => {
    for (const name of ['a.Dockerfile', 'a.Dockerfile.dockerignore', 'a.Dockerfile.rego', '.dockerignore']) {
      await writeFile(join(folder, name), 'FROM scratch\n');
    }
    const project = await inspectProject(folder, 'a.Dockerfile');
    expect(project.ignoreFile).toBe(join(folder, 'a.Dockerfile.dockerignore'));
    expect(project.policyFile).toBe(join(folder, 'a.Dockerfile.rego'));
    expect(project.dockerfiles).toEqual([join(folder, 'a.Dockerfile')]);
  });

  it('takes a lower-case dockerfile where there is no other', async () => {
    await writeFile(join(folder, 'dockerfile'), 'FROM scratch\n');
    expect((await inspectProject(folder, '')).dockerfile).toBe(join(folder, 'dockerfile'));
  });

  it('puts each problem at its field', async () => {
    expect((await inspectProject(join(folder, 'none'), '')).failure).toMatchObject({ field: 'context' });
    expect((await inspectProject(folder, '')).failure).toMatchObject({ field: 'dockerfile' });
    await writeFile(join(folder, 'file'), '');
    expect((await inspectProject(join(folder, 'file'), '')).failure).toMatchObject({ field: 'context' });
  });

  it('says at the Dockerfile what stands against the ignore file', async () => {
    await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\n');
    await writeFile(join(folder, '.dockerignore'), 'fine\n[a-\n');
    const { failure, dockerfile } = await inspectProject(folder, '');
    expect(dockerfile).toBe(join(folder, 'Dockerfile'));
    expect(failure).toMatchObject({ code: 'invalid-input', field: 'dockerfile' });
    expect(failure?.remedy).toContain('[a-');
    expect(failure?.meaning).toContain(join(folder, '.dockerignore'));
    // The one that belongs to the Dockerfile takes the other's place.
    await writeFile(join(folder, 'Dockerfile.dockerignore'), 'x'.repeat(65_536));
    expect((await inspectProject(folder, '')).failure?.title).toBe('A line of the ignore file is too long.');
    await writeFile(join(folder, 'Dockerfile.dockerignore'), '#'.repeat(17_000_000));
    expect((await inspectProject(folder, '')).failure?.title).toBe('The ignore file is too large.');
    await writeFile(join(folder, 'Dockerfile.dockerignore'), '!fine\n');
    expect((await inspectProject(folder, '')).failure).toBeUndefined();
  });
});

describe('suggestTag', () => {
  it.each([
    ['/src/My Shop', 'my-shop:dev'],
    ['/src/_.x..y__', 'x.y:dev'],
    ['/', 'image:dev'],
  ])('%s -> %s', (path, tag) => {
    expect(suggestTag(path)).toBe(tag);
  });
});

describe('completePath', () => {
  it('lists what could follow, hidden names only when asked for', async () => {
    await mkdir(join(folder, 'Alpha'));
    await mkdir(join(folder, '.hidden'));
    await writeFile(join(folder, 'alpha.txt'), '');
    expect((await completePath(join(folder, 'al'), 'folder')).entries.map(({ name }) => name)).toEqual(['Alpha']);
    expect((await completePath(join(folder, 'al'), 'any')).entries.map(({ name }) => name)).toEqual([
      'Alpha',
      'alpha.txt',
    ]);
    expect((await completePath(`${folder}/`, 'any')).entries.map(({ name }) => name)).toEqual(['Alpha', 'alpha.txt']);
    expect((await completePath(join(folder, '.h'), 'folder')).entries.map(({ name }) => name)).toEqual(['.hidden']);
    expect(await completePath('relative', 'any')).toEqual({ folder: '', entries: [], more: false });
    expect((await completePath(join(folder, 'none/'), 'any')).entries).toEqual([]);
  });
});
