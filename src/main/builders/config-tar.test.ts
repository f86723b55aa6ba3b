import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { expect, test } from 'vitest';
import { configTar } from './config-tar.ts';

async function entriesOf(tar: Buffer): Promise<readonly unknown[]> {
  const reader = extract();
  reader.end(tar);
  const entries: unknown[] = [];
  for await (const entry of reader) {
    const { name, mode, uid, gid, type } = entry.header;
    entries.push({ name, mode, uid, gid, type, text: (await buffer(entry)).toString() });
  }
  return entries;
}

test('files come sorted after their folders, owned by root', async () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const folder = { mode: 0o755, uid: 0, gid: 0, type: 'directory', text: '' };
  const file = { mode: 0o644, uid: 0, gid: 0, type: 'file' };
  expect(
    await entriesOf(await configTar({ 'certs/r.io/ca.pem': bytes('ca'), 'buildkitd.toml': bytes('x = 1') })),
  ).toEqual([
    { name: 'buildkit/', ...folder },
    { name: 'buildkit/certs/', ...folder },
    { name: 'buildkit/certs/r.io/', ...folder },
    { name: 'buildkit/buildkitd.toml', ...file, text: 'x = 1' },
    { name: 'buildkit/certs/r.io/ca.pem', ...file, text: 'ca' },
  ]);
});

test('without files the tar has no entries', async () => {
  expect(await entriesOf(await configTar({}))).toEqual([]);
});

test.each([['../x'], ['a/../b'], ['/etc/x'], ['a\\b'], ['a//b'], [''], ['.']])(
  'the path %j is refused',
  async (path) => {
    await expect(configTar({ [path]: new Uint8Array() })).rejects.toMatchObject({ failure: { code: 'invalid-input' } });
  },
);

test('a path that is a file and a folder is refused', async () => {
  await expect(configTar({ a: new Uint8Array(), 'a/b': new Uint8Array() })).rejects.toMatchObject({
    failure: { code: 'invalid-input' },
  });
});
