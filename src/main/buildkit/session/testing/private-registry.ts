import { execFileSync, spawn } from 'node:child_process';
import { createSign, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Testbed } from '../../../../../tools/testbed/testbed.ts';

export const USERNAME = 'someone';
export const PASSWORD = 'open sesame';
/** bcrypt of the password, which is what docker-registry takes. */
const HTPASSWD = `${USERNAME}:$2b$05$abcdefghijklmnopqrstuupx2xBUC4954936wVIjyyPHmUBFu0wCW\n`;

/** A registry that wants a login, on an address that builders reach, over plain HTTP. */
export interface PrivateRegistry {
  readonly address: string;
  close(): Promise<void>;
}

/** Debian's docker-registry with basic authentication. */
export async function basicRegistry(bed: Testbed): Promise<PrivateRegistry> {
  const folder = await bed.freshFolder('basic-registry');
  await writeFile(join(folder, 'htpasswd'), HTPASSWD);
  return startRegistry(bed, folder, { htpasswd: { realm: 'test', path: join(folder, 'htpasswd') } });
}

/** How somebody asked for a token. */
export interface TokenCall {
  readonly method: string;
  /** Whose address it came from. */
  readonly from: string;
  readonly scopes: readonly string[];
  readonly withLogin: boolean;
}

/** docker-registry that takes the tokens of a small server of ours: RS256, with the certificate in the token's head. */
export async function tokenRegistry(
  bed: Testbed,
): Promise<PrivateRegistry & { readonly calls: TokenCall[]; readonly oauth: { on: boolean } }> {
  const folder = await bed.freshFolder('token-registry');
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=tokens'];
  execFileSync('openssl', [...request, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  const signer = { key: await readFile(key, 'utf8'), certificate: await readFile(certificate, 'utf8') };
  const calls: TokenCall[] = [];
  const oauth = { on: true };
  const server = http.createServer((asked, response) => {
    void answerToken(asked, response, signer, calls, oauth).catch(() => response.destroy());
  });
  const [host] = bed.registry.address.split(':');
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const realm = `http://${host}:${(server.address() as AddressInfo).port}/token`;
  const registry = await startRegistry(bed, folder, {
    token: { realm, service: 'test-registry', issuer: 'test', rootcertbundle: certificate },
  });
  return {
    address: registry.address,
    calls,
    oauth,
    async close() {
      server.closeAllConnections();
      server.close();
      await registry.close();
    },
  };
}

async function answerToken(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  signer: { readonly key: string; readonly certificate: string },
  calls: TokenCall[],
  oauth: { readonly on: boolean },
): Promise<void> {
  let body = '';
  for await (const chunk of request) body += chunk;
  const form = new URLSearchParams(body);
  const query = new URL(request.url ?? '', 'http://x').searchParams;
  const scopes = [...query.getAll('scope'), ...form.getAll('scope').flatMap((text) => text.split(' '))];
  const basic = Buffer.from((request.headers.authorization ?? '').replace('Basic ', ''), 'base64').toString();
  const given = request.method === 'POST' ? `${form.get('username')}:${form.get('password')}` : basic;
  calls.push({
    method: request.method ?? '',
    from: request.socket.remoteAddress ?? '',
    scopes,
    withLogin: given !== '' && given !== 'null:null',
  });
  if (request.method === 'POST' && !oauth.on) {
    response.writeHead(404).end();
    return;
  }
  if (given !== '' && given !== `${USERNAME}:${PASSWORD}`) {
    response.writeHead(401).end(JSON.stringify({ details: 'incorrect username or password' }));
    return;
  }
  const token = tokenFor(given === '' ? [] : scopes, signer);
  response.end(JSON.stringify({ token, access_token: token, expires_in: 300, issued_at: new Date().toISOString() }));
}

/** distribution/distribution docs/spec/auth/jwt.md. */
function tokenFor(
  scopes: readonly string[],
  { key, certificate }: { readonly key: string; readonly certificate: string },
): string {
  const der = certificate.replace(/-----[A-Z ]+-----|\s/g, '');
  const now = Math.floor(Date.now() / 1000);
  const access = scopes.map((scope) => {
    const [type, name, actions = ''] = scope.split(':');
    return { type, name, actions: actions.split(',') };
  });
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: 'test', sub: USERNAME, aud: 'test-registry', exp: now + 300, nbf: now - 10, iat: now };
  const text = `${encode({ typ: 'JWT', alg: 'RS256', x5c: [der] })}.${encode({
    ...claims,
    jti: randomBytes(8).toString('hex'),
    access,
  })}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(key).toString('base64url')}`;
}

async function startRegistry(bed: Testbed, folder: string, auth: object): Promise<PrivateRegistry> {
  const [host = ''] = bed.registry.address.split(':');
  const address = `${host}:${await freePort(host)}`;
  const storage = join(folder, 'content');
  await mkdir(storage);
  const config = join(folder, 'registry.yml');
  // YAML takes JSON.
  await writeFile(
    config,
    JSON.stringify({
      version: '0.1',
      log: { level: 'error', accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: storage } },
      http: { addr: address },
      auth,
    }),
  );
  const child = spawn(join(dirname(bed.dockerProgram), 'docker-registry'), ['serve', config], {
    env: { PATH: '/usr/bin:/bin' },
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  for (let tries = 0; ; tries++) {
    const status = await fetch(`http://${address}/v2/`).then(
      (reply) => reply.status,
      () => 0,
    );
    if (status === 401) break;
    if (tries > 200 || child.exitCode !== null)
      throw new Error(`docker-registry at ${address} does not ask for a login.`);
    await delay(25);
  }
  return {
    address,
    async close() {
      child.kill();
      await exited;
    },
  };
}

async function freePort(host: string): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
