import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localSsh } from '../../../tools/testbed/local-ssh.ts';
import { testbed } from '../../../tools/testbed/testbed.ts';
import type { EngineAddress } from './address.ts';
import { listContexts } from './contexts.ts';
import { connectEngine } from './engine.ts';
import { environmentOf } from './environment.ts';
import { probeEngine } from './probe.ts';
import type { Reach } from './types-contexts.ts';

/** Every way to the one Engine of the testbed: socket, tcp, TLS, ssh's dial-stdio, and why each one fails. */
const run = promisify(execFile);
const bed = testbed();
let dir: string;
const closing: (() => void)[] = [];
const environment = (env: Record<string, string> = {}) =>
  environmentOf({ env: { ...bed.environment(), DOCKER_HOST: '', ...env }, home: dir, platform: process.platform });

beforeAll(async () => {
  dir = await bed.freshFolder('reach');
  await certificates(dir);
});
afterAll(async () => {
  for (const close of closing) close();
  await bed.dispose();
});

async function probe(address: EngineAddress, env: Record<string, string> = {}) {
  const engine = connectEngine(address, environment(env));
  try {
    return await probeEngine(engine, environment(env));
  } finally {
    engine.close();
  }
}

/** A server that hands each connection to the Engine's socket. */
async function forward(server: net.Server): Promise<number> {
  const open = new Set<net.Socket>();
  server.on('tlsClientError', () => {});
  server.on(server instanceof tls.Server ? 'secureConnection' : 'connection', (socket: net.Socket) => {
    const inner = net.connect(bed.socketPath);
    open.add(socket).add(inner);
    socket.on('error', () => inner.destroy()).pipe(inner);
    inner.on('error', () => socket.destroy()).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return (server.address() as net.AddressInfo).port;
}

/** A CA, and a server's and a client's certificate of it. */
async function certificates(folder: string): Promise<void> {
  const openssl = (...args: string[]) => run('openssl', args, { cwd: folder });
  const newKey = (name: string) => ['-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}-key.pem`];
  for (const ca of ['ca', 'otherca']) {
    await openssl('req', '-x509', '-days', '2', ...newKey(ca), '-out', `${ca}.pem`, '-subj', `/CN=${ca}`);
  }
  await writeFile(join(folder, 'san'), 'subjectAltName=DNS:localhost');
  for (const name of ['server', 'client']) {
    await openssl('req', ...newKey(name), '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    const signing = ['-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-CAcreateserial', '-days', '2', '-extfile', 'san'];
    await openssl('x509', '-req', '-in', `${name}.csr`, ...signing, '-out', `${name}.pem`);
  }
}

const pem = (name: string) => readFile(join(dir, `${name}.pem`), 'utf8');
async function tlsPort(): Promise<number> {
  const [ca, cert, key] = await Promise.all(['ca', 'server', 'server-key'].map(pem));
  return forward(tls.createServer({ ca, cert, key, requestCert: true, rejectUnauthorized: true } as tls.TlsOptions));
}

describe('tcp', () => {
  it('reaches the Engine', async () => {
    const port = await forward(net.createServer());
    expect(await probe({ kind: 'tcp', host: '127.0.0.1', port })).toMatchObject({ kind: 'answers' });
  });

  it('with TLS both sides know each other', async () => {
    const port = await tlsPort();
    const [ca, cert, key, other] = (await Promise.all(['ca', 'client', 'client-key', 'otherca'].map(pem))) as [
      string,
      string,
      string,
      string,
    ];
    const at = (material: Partial<Record<'ca' | 'cert' | 'key', string>>, skipVerify = false, host = 'localhost') =>
      probe({ kind: 'tcp', host, port, tls: { ...material, skipVerify } });
    expect(await at({ ca, cert, key })).toMatchObject({ kind: 'answers' });
    expect(await at({ cert, key }, true)).toMatchObject({ kind: 'answers' });
    expect(await at({ ca: other, cert, key })).toMatchObject({ failure: { code: 'engine-refused' } });
    // The certificate is for another name.
    expect(await at({ ca, cert, key }, false, '127.0.0.1')).toMatchObject({ failure: { code: 'engine-refused' } });
    // Without a client's certificate the server hangs up, in TLS 1.3 after the handshake.
    expect(await at({ ca })).toMatchObject({ kind: 'fails' });
    const plain = await probe({ kind: 'tcp', host: 'localhost', port });
    expect(plain).toMatchObject({ kind: 'fails', tried: `tcp://localhost:${port}` });
  });

  it('with TLS from a context on disk', async () => {
    const port = await tlsPort();
    const config = await bed.freshDockerConfig();
    const files = ['ca=ca.pem', 'cert=client.pem', 'key=client-key.pem'].map((file) => file.replace('=', `=${dir}/`));
    const docker = `host=tcp://localhost:${port},${files.join(',')}`;
    const env = { DOCKER_CONFIG: config, DOCKER_HOST: '' };
    await bed.cli(['context', 'create', 'secure', '--docker', docker], { env });
    await bed.cli(['context', 'use', 'secure'], { env });
    const { contexts, current, problems } = await listContexts(environment({ DOCKER_CONFIG: config }));
    expect(problems).toEqual([]);
    expect(current).toEqual({ name: 'secure', because: 'config' });
    const reach = contexts.find(({ name }) => name === 'secure')?.reach as Reach;
    if (reach.kind !== 'address') throw new Error('broken');
    expect(await probe(reach.address)).toMatchObject({ kind: 'answers' });
  });
});

describe.skipIf(process.platform === 'win32')('ssh', () => {
  const far = (variables: Readonly<Record<string, string>>) => ({ kind: 'ssh', url: 'ssh://far', variables }) as const;

  it('reaches the Engine, hijacked streams too', async () => {
    const engine = connectEngine(far(await localSsh(bed)), environment());
    try {
      expect(await engine.info()).toMatchObject({ id: expect.any(String) });
      expect(await engine.hasBuildkit()).toBe(true);
      await engine.images.pull('busybox:latest');
      const ran = await engine.run({ image: 'busybox:latest', command: ['echo', 'over ssh'] });
      let text = '';
      for await (const { data } of ran.output) text += data;
      expect(text).toBe('over ssh\n');
      expect(await ran.exitCode).toBe(0);
    } finally {
      engine.close();
    }
  });

  it('fails with ssh’s words', async () => {
    const failing = await localSsh(bed, 'echo "Host key verification failed." >&2; exit 255\n');
    expect(await probe(far(failing))).toMatchObject({
      failure: { code: 'engine-unreachable', detail: expect.stringContaining('Host key verification failed.') },
    });
  });
});

describe('a probe that fails', () => {
  it('tells a missing socket from a missing Docker', async () => {
    const path = join(dir, 'none.sock');
    expect(await probe({ kind: 'socket', path }, { PATH: join(bed.dockerProgram, '..') })).toMatchObject({
      tried: `unix://${path}`,
      failure: { code: 'engine-not-running' },
    });
    // A platform without usual places to look in: nothing of this machine decides.
    const bare = environmentOf({ env: { PATH: dir }, home: dir, platform: 'freebsd' });
    const engine = connectEngine({ kind: 'socket', path }, bare);
    expect(await probeEngine(engine, bare)).toMatchObject({ failure: { code: 'engine-not-installed' } });
  });

  it('knows a socket that nobody listens on', async () => {
    const path = join(dir, 'dead.sock');
    const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    await run(process.execPath, ['-e', script]).catch(() => {});
    expect(await probe({ kind: 'socket', path })).toMatchObject({ failure: { code: 'engine-not-running' } });
  });

  it.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)('knows that a permission lacks', async () => {
    const folder = join(dir, 'closed');
    await mkdir(folder, { mode: 0o700 });
    const server = net.createServer().listen(join(folder, 'd.sock'));
    closing.push(() => server.close());
    const open = new URL('./stream.ts', import.meta.url).href;
    const explain = new URL('./explain.ts', import.meta.url).href;
    const script = `
      process.setgid(65534); process.setuid(65534);
      const address = { kind: 'socket', path: ${JSON.stringify(join(folder, 'd.sock'))} };
      const error = await openEngineStream(address).catch((thrown) => thrown);
      console.log(explainConnectError(error, address, { platform: 'linux' }).code);`;
    const imports = `import { openEngineStream } from '${open}'; import { explainConnectError } from '${explain}';`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', imports + script]);
    expect(stdout.trim()).toBe('engine-no-permission');
  });

  it('gives up on an Engine that hangs', async () => {
    const server = net.createServer().listen(join(dir, 'mute.sock'));
    closing.push(() => server.close());
    const engine = connectEngine({ kind: 'socket', path: join(dir, 'mute.sock') }, environment());
    const result = await probeEngine(engine, environment(), { timeoutMs: 200 });
    expect(result).toMatchObject({ failure: { code: 'engine-unreachable' } });
    engine.close();
  });

  it('knows what is no Engine', async () => {
    const path = join(dir, 'web.sock');
    const { createServer } = await import('node:http');
    const server = createServer((_request, answer) => answer.end('<html>')).listen(path);
    closing.push(() => server.close());
    expect(await probe({ kind: 'socket', path })).toMatchObject({ failure: { code: 'engine-refused' } });
  });
});
