import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BlobWriter, blobPath, hasBlob } from './blob-writer.ts';
import { indexLayout } from './layout-index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-layout-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const digestOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

describe('BlobWriter', () => {
  it('puts a blob there once it is whole', () => {
    const writer = new BlobWriter(folder);
    writer.write(0, Buffer.from('one '));
    expect(hasBlob(folder, digestOf('one two'))).toBe(false);
    writer.write(4, Buffer.from('two'));
    expect(writer.commit(digestOf('one two'), 7)).toBe(digestOf('one two'));
    expect(readFileSync(blobPath(folder, digestOf('one two')), 'utf8')).toBe('one two');
    expect(readdirSync(folder)).toEqual(['blobs']);
  });

  it('takes an empty one', () => {
    expect(new BlobWriter(folder).commit('', 0)).toBe(digestOf(''));
    expect(hasBlob(folder, digestOf(''))).toBe(true);
  });

  it.each([
    ['a gap', (writer: BlobWriter) => writer.write(3, Buffer.from('x')), 'write at 3'],
    ['another digest', (writer: BlobWriter) => writer.commit(digestOf('y'), 0), 'unexpected digest'],
    ['another size', (writer: BlobWriter) => writer.commit('', 5), 'unexpected size 1'],
  ])('refuses %s and leaves nothing', (_name, act, message) => {
    const writer = new BlobWriter(folder);
    writer.write(0, Buffer.from('a'));
    expect(() => act(writer)).toThrow(message);
    writer.abandon();
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(['blobs', 'blobs/sha256']);
  });

  it.each(['', 'sha256:../../x', `sha256:${'A'.repeat(64)}`, `sha512:${'a'.repeat(64)}`, `sha256:${'a'.repeat(63)}/`])(
    'takes no digest like %j',
    (digest) => {
      expect(() => blobPath(folder, digest)).toThrow('no digest');
    },
  );
});

describe('indexLayout', () => {
  const response = (digest: string, name?: string) => ({
    'containerimage.descriptor': Buffer.from(
      JSON.stringify({ mediaType: 'm', digest, size: 1, annotations: { kept: 'yes' } }),
    ).toString('base64'),
    ...(name === undefined ? {} : { 'image.name': name }),
  });
  const manifests = () =>
    (JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as { manifests: object[] }).manifests;
  const image = (digest: string, ref: string, name?: string) => ({
    mediaType: 'm',
    digest,
    size: 1,
    annotations: {
      kept: 'yes',
      ...(name === undefined ? {} : { 'io.containerd.image.name': name }),
      'org.opencontainers.image.ref.name': ref,
    },
  });

  it('names an image, the one of the same name anew, and leaves others', async () => {
    await indexLayout(folder, response('a'));
    await indexLayout(folder, response('b', 'docker.io/library/x:1,r.test:5000/y@sha256:0'));
    await indexLayout(folder, response('c', 'docker.io/library/x:1'));
    expect(manifests()).toEqual([
      image('a', 'latest'),
      image('b', '@sha256:0', 'r.test:5000/y@sha256:0'),
      image('c', '1', 'docker.io/library/x:1'),
    ]);
    expect(readdirSync(folder).sort()).toEqual(['index.json', 'oci-layout']);
  });

  it('does nothing where no image came out', async () => {
    await indexLayout(folder, {});
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keeps what it does not know, and an index that it cannot read', async () => {
    writeFileSync(join(folder, 'index.json'), '{"schemaVersion":2,"annotations":{"x":"y"},"manifests":null}');
    await indexLayout(folder, response('a'));
    expect(JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'))).toMatchObject({ annotations: { x: 'y' } });
    writeFileSync(join(folder, 'index.json'), '{"schema');
    await expect(indexLayout(folder, response('a'))).rejects.toMatchObject({ failure: { code: 'exporter-failed' } });
    expect(readFileSync(join(folder, 'index.json'), 'utf8')).toBe('{"schema');
  });

  it.runIf(process.platform === 'linux')('does not write while somebody else does', async () => {
    const lock = join(folder, 'index.json.lock');
    const holder = spawn('flock', ['-x', lock, '-c', 'echo held; read line'], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    await expect(indexLayout(folder, response('a'))).rejects.toMatchObject({ failure: { code: 'conflict' } });
    expect(readdirSync(folder)).toEqual(['index.json.lock']);
    holder.stdin.end('\n');
    await once(holder, 'close');
    await indexLayout(folder, response('a'));
    expect(manifests()).toHaveLength(1);
  });
});
