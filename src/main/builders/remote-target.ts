import { readFile } from 'node:fs/promises';
import { SlipwayError } from '../../shared/contract/index.ts';
import type { DialTarget, DialTls } from '../buildkit/index.ts';
import type { StoredNode } from '../buildx/index.ts';

/**
 * How to dial a `remote` node (docker/buildx driver/remote/{factory,driver}.go): `tcp://` plain or with TLS, `unix://`,
 * `npipe://`.
 *
 * @throws SlipwayError `unsupported` for `ssh://`, `docker-container://` and `kube-pod://`, `invalid-input` for options
 * that do not fit
 */
export async function remoteTargetOf(node: StoredNode): Promise<DialTarget> {
  const match = /^([a-z-]+):\/\/(.*)$/s.exec(node.endpoint);
  const [scheme, rest] = [match?.[1] ?? '', match?.[2] ?? ''];
  if (scheme === 'unix') return { kind: 'socket', path: rest };
  if (scheme === 'npipe') return { kind: 'socket', path: rest.replaceAll('/', '\\') };
  if (scheme !== 'tcp') {
    throw new SlipwayError({
      code: 'unsupported',
      title: `Slipway cannot reach remote builders by ${scheme}:// yet.`,
      remedy: 'Use it with the docker command.',
    });
  }
  const url = new URL(`tcp://${rest}`);
  const tls = await tlsOf(node, url.hostname);
  return { kind: 'tcp', host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port), ...(tls ? { tls } : {}) };
}

async function tlsOf(node: StoredNode, host: string): Promise<DialTls | undefined> {
  const { cacert, cert, key, servername } = node.driverOpts ?? {};
  if (!cacert && !cert && !key) return undefined;
  if (!cacert || Boolean(cert) !== Boolean(key)) {
    throw new SlipwayError({
      code: 'invalid-input',
      title: 'The TLS settings of this builder do not fit together.',
      meaning: 'TLS needs cacert; cert and key go only together.',
    });
  }
  return {
    ca: await readFile(cacert, 'utf8'),
    ...(cert && key ? { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') } : {}),
    serverName: servername || host,
  };
}
