import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Build, type BuildSecret, PLAIN_BUILD } from '../../shared/actions/index.ts';
import { checkOutputPlaces } from './output-places.ts';
import { resolveSecrets } from './resolve-secrets.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'places-'));
  await mkdir(join(folder, 'sub'));
  await writeFile(join(folder, 'npmrc'), Buffer.from([0xff, 0x00, 0x0a]));
  await writeFile(join(folder, 'long'), Buffer.alloc(500 * 1024 + 1));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const action: Build = {
  ...PLAIN_BUILD,
  builder: 'dock',
  context: '/src/shop',
};

describe('secrets', () => {
  const environment = (name: string) => (name === 'TOKEN' ? 't0ken' : undefined);
  const resolve = (...froms: readonly BuildSecret['from'][]) =>
    resolveSecrets({ ...action, secrets: froms.map((from, index) => ({ id: `s${index}`, from })) }, environment);

  it('are read byte by byte from files, and from variables and the form as UTF-8', async () => {
    const values = await resolve(
      { kind: 'file', path: join(folder, 'npmrc') },
      { kind: 'environment', name: 'TOKEN' },
      { kind: 'typed', value: 'gehe1m ä' },
    );
    expect(Buffer.from(values.s0 ?? []).toString('hex')).toBe('ff000a');
    expect(Buffer.from(values.s1 ?? []).toString()).toBe('t0ken');
    expect(Buffer.from(values.s2 ?? []).toString()).toBe('gehe1m ä');
  });

  it.each<[string, () => BuildSecret['from'], string]>([
    ['a file that is not there', () => ({ kind: 'file', path: join(folder, 'none') }), 'There is no file'],
    ['a folder', () => ({ kind: 'file', path: folder }), 'is no file'],
    ['more than BuildKit takes', () => ({ kind: 'file', path: join(folder, 'long') }), '500 KiB'],
    ['a value too long as bytes alone', () => ({ kind: 'typed', value: 'ä'.repeat(300 * 1024) }), '500 KiB'],
    ['a variable that is not set', () => ({ kind: 'environment', name: 'NONE' }), 'is not set'],
  ])('%s is told at its row', async (_what, from, words) => {
    await expect(resolve({ kind: 'typed', value: 'x' }, from())).rejects.toMatchObject({
      failure: { field: 'secrets.1.from', title: expect.stringContaining(words) },
    });
  });
});

describe('places of outputs', () => {
  const check = (output: Build['outputs'][number]) => checkOutputPlaces({ ...action, outputs: [output] });

  it('may be there already if they are of the right kind', async () => {
    await check({ kind: 'folder', path: join(folder, 'sub') });
    await check({ kind: 'folder', path: join(folder, 'new/deep') });
    await check({ kind: 'tar', path: join(folder, 'npmrc') });
    await check({ kind: 'push' });
  });
  it.each<[string, () => Build['outputs'][number]]>([
    ['a folder where a file is', () => ({ kind: 'folder', path: join(folder, 'npmrc') })],
    ['a file where a folder is', () => ({ kind: 'oci-archive', path: join(folder, 'sub') })],
    ['a file in no folder', () => ({ kind: 'docker-archive', path: join(folder, 'none/x.tar') })],
  ])('are refused: %s', async (_what, output) => {
    await expect(check(output())).rejects.toMatchObject({ failure: { field: 'outputs.0.path' } });
  });
});
