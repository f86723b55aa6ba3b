import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SlipwayError } from '../../shared/contract/failure.ts';
import { environmentOf } from '../engine/index.ts';
import { openStore, storeDirOf } from './store.ts';
import type { BuilderStore, StoredInstance } from './types.ts';

let root: string;
let dir: string;
let store: BuilderStore;
const bare = (env: Record<string, string> = {}) => environmentOf({ env, home: '/home/nobody', platform: 'linux' });

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'slipway-store-'));
  dir = join(root, 'buildx');
  store = openStore({ dir, environment: bare() });
});
afterEach(() => rm(root, { recursive: true }));

const builder = (name: string): StoredInstance => ({
  name,
  driver: 'docker-container',
  nodes: [
    {
      name: `${name.toLowerCase()}0`,
      endpoint: 'default',
      platforms: null,
      driverOpts: null,
      flags: ['-x'],
      files: null,
    },
  ],
  dynamic: false,
});
const put = async (path: string, text: string) => {
  await mkdir(join(dir, path, '..'), { recursive: true });
  await writeFile(join(dir, path), text);
};
const modeOf = async (path: string) => ((await stat(join(dir, path))).mode & 0o777).toString(8);

describe('where it lies', () => {
  it.each([
    [{ BUILDX_CONFIG: '/x' }, '/x'],
    [{ DOCKER_CONFIG: '/d' }, '/d/buildx'],
    [{ BUILDX_CONFIG: '' }, '/home/nobody/.docker/buildx'],
  ])('%j', (env, expected) => {
    expect(storeDirOf(bare(env as Record<string, string>))).toBe(expected);
  });
});

describe('save and read', () => {
  it('finds it by any case, with its activity and safe modes', async () => {
    await store.save(builder('MyB'));
    const read = await store.read('mYb');
    expect(read).toMatchObject({ ...builder('MyB'), key: 'myb' });
    expect(read?.lastActivity).toBeGreaterThan(0);
    expect(await readdir(join(dir, 'instances'))).toEqual(['myb']);
    expect(await readdir(join(dir, 'activity'))).toEqual(['MyB']);
    expect(await Promise.all(['instances/myb', 'activity/MyB', '.lock'].map(modeOf))).toEqual(['600', '600', '600']);
    expect(await Promise.all(['', 'instances', 'activity', 'defaults'].map(modeOf))).toEqual([
      '700',
      '700',
      '700',
      '700',
    ]);
  });

  it('leaves no temporary file behind', async () => {
    await store.save(builder('b'));
    expect((await readdir(dir, { recursive: true })).filter((name) => name.includes('.tmp'))).toEqual([]);
  });

  it('makes nothing by reading', async () => {
    expect(await store.list()).toEqual({ instances: [], problems: [] });
    expect(await store.read('b')).toBeUndefined();
    expect(await store.current('k')).toEqual({ builder: undefined, because: 'implicit' });
    expect(await readdir(root)).toEqual([]);
  });

  it('does not overwrite with onlyNew, not even a broken file', async () => {
    await store.save(builder('b'));
    await put('instances/broken', '{');
    for (const name of ['B', 'broken']) {
      await expect(store.save(builder(name), { onlyNew: true })).rejects.toMatchObject({
        failure: { code: 'builder-exists' },
      });
    }
    expect(await readFile(join(dir, 'instances/broken'), 'utf8')).toBe('{');
  });

  it('refuses to replace a symlink', async () => {
    await put('elsewhere', 'kept');
    await mkdir(join(dir, 'instances'), { recursive: true });
    await symlink(join(dir, 'elsewhere'), join(dir, 'instances/b'));
    await expect(store.save(builder('b'))).rejects.toMatchObject({ failure: { code: 'store-unwritable' } });
    expect(await readFile(join(dir, 'elsewhere'), 'utf8')).toBe('kept');
  });

  it('says so when a file cannot be read', async () => {
    await put('instances/b', '{"Name":');
    await expect(store.read('b')).rejects.toBeInstanceOf(SlipwayError);
  });
});

describe('list', () => {
  it('sorts by name and reports all that the CLI stumbles over, touching none of it', async () => {
    for (const name of ['b', 'A']) await store.save(builder(name));
    await put('instances/.tmp-b123', '{}');
    await put('instances/.DS_Store', '');
    await put('instances/empty', '');
    await put('instances/Upper', '{"Name":"Upper"}');
    await mkdir(join(dir, 'instances/folder'));
    await put('activity/b', '2026-11-23T00:30:05Z\n');
    await put('current', 'x');
    const before = await readdir(dir, { recursive: true });
    const { instances, problems } = await store.list();
    expect(instances.map(({ name, lastActivity }) => [name, lastActivity === undefined])).toEqual([
      ['A', false],
      ['b', true],
    ]);
    expect(problems.map(({ kind, path }) => [kind, path.slice(dir.length + 1)]).sort()).toEqual([
      ['broken-activity', 'activity/b'],
      ['broken-current', 'current'],
      ['broken-instance', 'instances/empty'],
      ['stray-file', 'instances/.DS_Store'],
      ['stray-file', 'instances/.tmp-b123'],
      ['stray-folder', 'instances/folder'],
      ['upper-case-file', 'instances/Upper'],
    ]);
    expect(await readdir(dir, { recursive: true })).toEqual(before);
  });

  it('tells the damage that faults of the CLI leave', async () => {
    const node = { name: 'b0', endpoint: 'e', platforms: [], driverOpts: {}, flags: [] };
    const emptied = { ...node, files: { 'buildkitd.toml': new Uint8Array() } };
    await store.save({ ...builder('b'), nodes: [emptied, { ...node, name: 'B0', files: null }] });
    expect((await store.list()).problems.map(({ kind }) => kind)).toEqual(['damaged-node', 'damaged-node']);
  });

  it('never follows a name out of the store', async () => {
    await put('instances/b', '{"Name":"../../secret"}');
    await writeFile(join(root, 'secret'), 'x');
    expect((await store.list()).problems).toEqual([]);
  });
});

describe('use', () => {
  it('writes current and removes the default, as the CLI does', async () => {
    await store.save(builder('MyB'));
    await store.use('MyB', { key: 'k', asDefault: true });
    expect(await store.current('k')).toEqual({ builder: 'myb', because: 'current' });
    expect(await readdir(join(dir, 'defaults'))).toHaveLength(1);
    await store.use('MyB', { key: 'k' });
    expect(await readdir(join(dir, 'defaults'))).toEqual([]);
    expect(await readFile(join(dir, 'current'), 'utf8')).toBe('{"Key":"k","Name":"MyB","Global":false}');
  });

  it('keeps a global selection for every key', async () => {
    await store.save(builder('b'));
    await store.use('b', { key: 'k', global: true });
    expect(await store.current('other')).toEqual({ builder: 'b', because: 'global' });
  });

  it('goes back to the context’s own builder', async () => {
    await store.save(builder('b'));
    await store.use('b', { key: 'k' });
    await store.use(undefined, { key: 'k' });
    expect(await store.current('k')).toEqual({ builder: undefined, because: 'implicit' });
  });

  it('refuses a builder that is not there', async () => {
    await expect(store.use('gone', { key: 'k' })).rejects.toMatchObject({ failure: { code: 'not-found' } });
    expect(await readdir(dir)).not.toContain('current');
  });
});

describe('remove', () => {
  it('takes file, activity and refs under both forms of the name, and leaves current', async () => {
    await store.save(builder('MyB'));
    await store.use('MyB', { key: 'k' });
    const ref = { builder: 'MyB', node: 'myb0', id: 'abc' };
    await store.writeRef(ref, { target: 't', localPath: '/p', dockerfilePath: '/p/Dockerfile', groupRef: 'g' });
    await put('refs/__group__/g', '{"Refs":["MyB/myb0/abc"]}');
    await put('refs/__group__/other', '{"Refs":["x/x0/1"]}');
    await store.remove('myb');
    expect(await readdir(join(dir, 'instances'))).toEqual([]);
    expect(await readdir(join(dir, 'activity'))).toEqual([]);
    expect((await readdir(join(dir, 'refs'))).sort()).toEqual(['__group__']);
    expect(await readdir(join(dir, 'refs/__group__'))).toEqual(['other']);
    expect(await store.current('k')).toEqual({ builder: undefined, because: 'implicit', missing: 'MyB' });
  });

  it('keeps a bake group that has refs elsewhere', async () => {
    await store.save(builder('b'));
    await store.writeRef({ builder: 'b', node: 'b0', id: '1' }, { ...state, groupRef: 'g' });
    await put('refs/__group__/g', '{"Refs":["b/b0/1","other/other0/2"]}');
    await store.remove('b');
    expect(await readdir(join(dir, 'refs/__group__'))).toEqual(['g']);
  });

  it('does nothing for one that is not there', async () => {
    await store.remove('gone');
  });
});

const state = { target: 'default', localPath: '/p', dockerfilePath: '/p/Dockerfile' };

describe('refs', () => {
  it('are written and read as buildx does', async () => {
    const ref = { builder: 'b', node: 'b0', id: 'x1' };
    await store.writeRef(ref, state);
    expect(await readFile(join(dir, 'refs/b/b0/x1'), 'utf8')).toBe(
      '{"Target":"default","LocalPath":"/p","DockerfilePath":"/p/Dockerfile"}',
    );
    expect(await modeOf('refs/b/b0/x1')).toBe('644');
    expect(await store.readRef(ref)).toEqual(state);
    expect(await store.readRef({ ...ref, id: 'x2' })).toBeUndefined();
  });

  it.each(['..', '', 'a/b', 'a\\b'])('refuse %j as part of a path', async (id) => {
    await expect(store.writeRef({ builder: 'b', node: 'b0', id }, state)).rejects.toBeInstanceOf(SlipwayError);
  });
});

describe('node id', () => {
  it('is made once', async () => {
    const id = await store.nodeId();
    expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect(await store.nodeId()).toBe(id);
    expect(await modeOf('.buildNodeID')).toBe('600');
  });

  it('is taken as it is', async () => {
    await put('.buildNodeID', 'someone-else');
    expect(await store.nodeId()).toBe('someone-else');
  });
});

describe('touch', () => {
  it('writes under the name as typed', async () => {
    await store.save(builder('MyB'));
    await store.touch('myb', new Date('2026-01-02T03:04:05Z'));
    expect(await readFile(join(dir, 'activity/MyB'), 'utf8')).toBe('2026-01-02T03:04:05Z');
    expect(await readdir(join(dir, 'activity'))).toEqual(['MyB']);
  });

  it.each(['2024-prod', 'a+b'])(
    'notes the builder of a context called %s, which no stored one can be',
    async (name) => {
      await store.touch(name, new Date('2026-01-02T03:04:05Z'));
      expect(await store.lastActivity(name)).toBe(Date.parse('2026-01-02T03:04:05Z') * 1000);
    },
  );

  it.each(['..', '../x', 'a/b', ''])('writes nothing outside of its folder for %j', async (name) => {
    await expect(store.touch(name)).rejects.toMatchObject({ failure: { code: 'invalid-input' } });
    expect(await readdir(root, { recursive: true })).toEqual([]);
  });
});

describe('a store that cannot be written', () => {
  it('is a failure of its own', async () => {
    await writeFile(join(root, 'file'), '');
    const blocked = openStore({ dir: join(root, 'file/buildx'), environment: bare() });
    await expect(blocked.save(builder('b'))).rejects.toMatchObject({ failure: { code: 'store-unwritable' } });
    await chmod(join(root, 'file'), 0o600);
  });
});
