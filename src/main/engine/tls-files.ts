import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import tls from 'node:tls';
import { SlipwayError } from '../../shared/contract/failure.ts';
import type { EngineTls } from './address.ts';
import { dockerConfigDir } from './config-file.ts';
import { type DockerEnvironment, variable } from './environment.ts';

/**
 * TLS of the `default` context (docker/cli cli/flags/options.go): on with DOCKER_TLS or DOCKER_TLS_VERIFY, verified only
 * with the latter; files from DOCKER_CERT_PATH or the docker config folder. The CA must be there, the others may lack.
 *
 * @throws SlipwayError `engine-context-broken`
 */
export async function tlsOfEnvironment(environment: DockerEnvironment): Promise<EngineTls | undefined> {
  const verify = variable(environment, 'DOCKER_TLS_VERIFY') !== undefined;
  if (!verify && variable(environment, 'DOCKER_TLS') === undefined) return undefined;
  const { join } = environment.platform === 'win32' ? win32 : posix;
  const folder = variable(environment, 'DOCKER_CERT_PATH') ?? dockerConfigDir(environment);
  const ca = await readPem(join(folder, 'ca.pem'), 'needed');
  const cert = await readPem(join(folder, 'cert.pem'), 'optional');
  const key = await readPem(join(folder, 'key.pem'), 'optional');
  return checked({ ca, cert, key }, !verify, folder);
}

/**
 * TLS files of a stored context. Undefined when it has none and does not skip verification: plain HTTP then.
 *
 * @throws SlipwayError `engine-context-broken`
 */
export async function tlsOfContext(folder: string, skipVerify: boolean): Promise<EngineTls | undefined> {
  const { join } = folder.includes('\\') ? win32 : posix;
  const present = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!present) return skipVerify ? { skipVerify } : undefined;
  const ca = await readPem(join(folder, 'ca.pem'), 'optional');
  const cert = await readPem(join(folder, 'cert.pem'), 'optional');
  const key = await readPem(join(folder, 'key.pem'), 'optional');
  return checked({ ca, cert, key }, skipVerify, folder);
}

type Pems = { readonly [Name in 'ca' | 'cert' | 'key']: string | undefined };

function checked({ ca, cert, key }: Pems, skipVerify: boolean, folder: string): EngineTls {
  if (key !== undefined && /ENCRYPTED/.test(key)) {
    throw broken(`${folder}: the private key is encrypted, which docker does not support.`);
  }
  const pair = cert !== undefined && key !== undefined ? { cert, key } : {};
  const material = { ...(ca === undefined ? {} : { ca }), ...pair };
  try {
    // OpenSSL passes over a CA that is no certificate.
    if (ca !== undefined) new X509Certificate(ca);
    tls.createSecureContext(material);
  } catch (error) {
    throw broken(`${folder}: ${error instanceof Error ? error.message : 'the files do not fit together'}`);
  }
  return { ...material, skipVerify };
}

async function readPem(path: string, need: 'needed' | 'optional'): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    if (code === 'ENOENT' && need === 'optional') return undefined;
    throw broken(`${code}: ${path}`);
  }
}

function broken(detail: string): SlipwayError {
  return new SlipwayError({
    code: 'engine-context-broken',
    title: 'The TLS files of this Engine cannot be used.',
    meaning: 'Without them no safe connection can be made.',
    remedy: 'Check that the certificate files are there, readable and belong together.',
    detail,
  });
}
