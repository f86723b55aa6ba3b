import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeOnce } from './cache.ts';
import { run } from './run.ts';

/** The part of an OCI image configuration that we set (opencontainers/image-spec, config.md). */
export interface ImageConfig {
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Env?: readonly string[];
  readonly Volumes?: Readonly<Record<string, object>>;
}

/** A descriptor of the registry protocol. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/**
 * An image of one layer in a folder, made once, so its digests stay: `layer.tar`, `config.json`, `registry.json` (the
 * registry's manifest) and `manifest.json` (the one of `docker load`).
 */
export interface MadeImage {
  readonly folder: string;
  /** The usual name of the image, such as `busybox:latest`. */
  readonly name: string;
}

const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Go's name of this machine's architecture. */
export function goArch(): string {
  return process.arch === 'x64' ? 'amd64' : process.arch;
}

/** Makes an image once: `fill` lays out its root file system. `folder` must carry a key of the content. */
export async function makeImage(
  folder: string,
  name: string,
  config: ImageConfig,
  fill: (root: string) => Promise<void>,
): Promise<MadeImage> {
  await makeOnce(folder, async (temporary) => {
    const root = join(temporary, 'root');
    await run('mkdir', ['-p', root]);
    await fill(root);
    const layer = join(temporary, 'layer.tar');
    await run('tar', [
      '--create',
      '--file',
      layer,
      '--sort=name',
      '--mtime=@0',
      '--numeric-owner',
      '--directory',
      root,
      '.',
    ]);
    await run('rm', ['-rf', '--one-file-system', root]);
    await writeImageFiles(temporary, layer, config);
    const list = [{ Config: 'config.json', RepoTags: [name], Layers: ['layer.tar'] }];
    await writeFile(join(temporary, 'manifest.json'), JSON.stringify(list));
  });
  return { folder, name };
}

async function writeImageFiles(folder: string, layer: string, config: ImageConfig): Promise<void> {
  const layerDigest = await sha256OfFile(layer);
  const created = new Date().toISOString();
  const text = JSON.stringify({
    created,
    architecture: goArch(),
    os: 'linux',
    config: { Env: [path], ...config },
    rootfs: { type: 'layers', diff_ids: [layerDigest] },
    history: [{ created, created_by: 'slipway testbed' }],
  });
  await writeFile(join(folder, 'config.json'), text);
  const manifest = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: sha256(text),
      size: Buffer.byteLength(text),
    },
    layers: [
      { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: layerDigest, size: (await stat(layer)).size },
    ],
  };
  await writeFile(join(folder, 'registry.json'), JSON.stringify(manifest));
}

function sha256(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return `sha256:${hash.digest('hex')}`;
}

/** The manifest's bytes and the blobs that it names, each with its file. */
export async function readImage(image: MadeImage): Promise<{
  readonly manifest: string;
  readonly blobs: readonly (Descriptor & { readonly file: string })[];
}> {
  const manifest = await readFile(join(image.folder, 'registry.json'), 'utf8');
  const { config, layers } = JSON.parse(manifest) as { config: Descriptor; layers: readonly Descriptor[] };
  const [layer] = layers;
  if (layer === undefined) throw new Error(`${image.folder} has no layer.`);
  return {
    manifest,
    blobs: [
      { ...config, file: join(image.folder, 'config.json') },
      { ...layer, file: join(image.folder, 'layer.tar') },
    ],
  };
}

/**
 * Loads the image into an Engine under its name, as `docker load` does: an archive with the configuration, the layer
 * and a manifest.json that names both (moby/moby, image/tarexport).
 */
export async function loadImage(image: MadeImage, socket: string, docker: string): Promise<void> {
  const pipe = 'tar --create --directory "$1" manifest.json config.json layer.tar | "$2" --host "$3" load --quiet';
  await run('sh', ['-c', pipe, 'load', image.folder, docker, `unix://${socket}`]);
}
