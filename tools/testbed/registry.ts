import { createReadStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { type MadeImage, readImage } from './image.ts';
import { type ProcessId, startDaemon, waitReady } from './processes.ts';

/** A running test registry; plain data. */
export interface RunningRegistry {
  /** `10.N.0.1:5000`: what builders and the Engine reach it by. */
  readonly address: string;
  readonly process: ProcessId;
}

/** Starts Debian's registry on the address, over plain HTTP, with its content in `folder`. */
export async function startRegistry(
  tools: string,
  address: string,
  folder: string,
  logFolder: string,
): Promise<RunningRegistry> {
  await mkdir(folder, { recursive: true });
  const config = join(logFolder, 'registry.yml');
  await writeFile(
    config,
    `version: 0.1
log: { level: warn, accesslog: { disabled: true } }
storage: { filesystem: { rootdirectory: ${JSON.stringify(folder)} }, delete: { enabled: true } }
http: { addr: ${JSON.stringify(address)} }
`,
  );
  const log = join(logFolder, 'registry.log');
  // Its settings can be overridden by REGISTRY_ variables: it gets none of ours.
  const process = startDaemon(join(tools, 'usr/bin/docker-registry'), ['serve', config], log, {
    PATH: '/usr/bin:/bin',
  });
  await waitReady({ name: 'docker-registry', process, log }, async () => {
    const answer = await call(address, 'GET', '/v2/', {}).catch(() => undefined);
    return answer?.status === 200;
  });
  return { address, process };
}

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}

function call(
  address: string,
  method: string,
  path: string,
  headers: NodeJS.Dict<string>,
  body?: string | { file: string },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const [host = '', port] = address.split(':');
    const sent = request({ host, port, method, path, headers: { ...headers }, timeout: 60_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on('timeout', () => sent.destroy(new Error(`${method} ${path}: no answer from ${address}`)));
    sent.on('error', reject);
    if (typeof body === 'object') createReadStream(body.file).on('error', reject).pipe(sent);
    else sent.end(body);
  });
}

function expect(answer: Answer, what: string, ...statuses: readonly number[]): Answer {
  if (!statuses.includes(answer.status))
    throw new Error(`${what}: the registry answered ${answer.status} ${answer.text}`);
  return answer;
}

/** Pushes an image that the testbed made (opencontainers/distribution-spec, spec.md); answers its digest. */
export async function pushImage(address: string, image: MadeImage, repository: string, tag: string): Promise<string> {
  const { manifest, blobs } = await readImage(image);
  for (const blob of blobs) {
    const there = await call(address, 'HEAD', `/v2/${repository}/blobs/${blob.digest}`, {});
    if (there.status === 200) continue;
    const begun = expect(
      await call(address, 'POST', `/v2/${repository}/blobs/uploads/`, { 'content-length': '0' }),
      'upload',
      202,
    );
    const location = new URL(String(begun.headers.location), `http://${address}`);
    location.searchParams.set('digest', blob.digest);
    const headers = { 'content-type': 'application/octet-stream', 'content-length': String(blob.size) };
    expect(
      await call(address, 'PUT', location.pathname + location.search, headers, { file: blob.file }),
      'upload',
      201,
    );
  }
  const headers = {
    'content-type': 'application/vnd.oci.image.manifest.v1+json',
    'content-length': String(Buffer.byteLength(manifest)),
  };
  const put = expect(
    await call(address, 'PUT', `/v2/${repository}/manifests/${tag}`, headers, manifest),
    'manifest',
    201,
  );
  return String(put.headers['docker-content-digest']);
}

/** Removes a pushed image by the digest that pushing answered. */
export async function deleteImage(address: string, repository: string, digest: string): Promise<void> {
  expect(await call(address, 'DELETE', `/v2/${repository}/manifests/${digest}`, {}), 'delete', 202, 404);
}

/** What the registry has, as `repository:tag`. */
export async function listImages(address: string): Promise<readonly string[]> {
  const read = async (path: string) => JSON.parse(expect(await call(address, 'GET', path, {}), path, 200).text);
  const { repositories } = (await read('/v2/_catalog?n=1000')) as { repositories: readonly string[] };
  const found: string[] = [];
  for (const repository of repositories) {
    const answer = await call(address, 'GET', `/v2/${repository}/tags/list`, {});
    // A repository whose last tag went stays in the catalogue.
    const tags =
      answer.status === 200 ? ((JSON.parse(answer.text) as { tags: readonly string[] | null }).tags ?? []) : [];
    found.push(...tags.map((tag) => `${repository}:${tag}`));
  }
  return found;
}

/** The TOML of a builder that pulls Docker Hub's images from the registry, over plain HTTP. */
export function registryToml(address: string): string {
  return `[registry."docker.io"]\n  mirrors = ["${address}"]\n\n[registry."${address}"]\n  http = true\n`;
}
