import { mkdtemp, rm } from 'node:fs/promises';
import http, { type IncomingMessage } from 'node:http';
import type net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineAddress } from './address.ts';
import { createDockerClient, EngineAgent } from './api.ts';

let dir: string;
let hits: number;
let stranger: http.Server;
let strangerUrl: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'slipway-api-'));
  hits = 0;
  stranger = http.createServer((_request, answer) => answer.end('{}'));
  stranger.on('connection', () => {
    hits += 1;
  });
  strangerUrl = await listen(stranger);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  stranger.close();
  await rm(dir, { recursive: true });
});

function listen(server: net.Server, path?: string): Promise<string> {
  return new Promise((resolve) => {
    const ready = () => {
      const address = server.address();
      resolve(typeof address === 'string' ? address : `tcp://127.0.0.1:${(address as net.AddressInfo).port}`);
    };
    if (path === undefined) server.listen(0, '127.0.0.1', ready);
    else server.listen(path, ready);
  });
}

/** Asks a server of our own through the client for this address; gives what it saw. */
async function ask(makeAddress: (url: string) => EngineAddress, path?: string): Promise<IncomingMessage> {
  const seen: IncomingMessage[] = [];
  const server = http.createServer((request, answer) => {
    seen.push(request);
    answer.setHeader('Content-Type', 'application/json').end('{"ID":"ours"}');
  });
  const url = await listen(server, path);
  const address = makeAddress(url);
  const agent = new EngineAgent(address);
  const client = await createDockerClient(address, agent, '1.45');
  try {
    expect(await client.info()).toEqual({ ID: 'ours' });
  } finally {
    agent.destroy();
    server.close();
  }
  const [request] = seen;
  if (request === undefined) throw new Error('No request came.');
  return request;
}

/** A function, since the stranger's address is known only later. */
const ENVIRONMENTS: readonly [string, () => Record<string, string>][] = [
  ['another host', () => ({ DOCKER_HOST: strangerUrl })],
  [
    'another host with TLS, files that are not there, a prefix and a time limit',
    () => ({
      DOCKER_HOST: strangerUrl,
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: '/nonexistent',
      DOCKER_PATH_PREFIX: '/evil',
      DOCKER_CLIENT_TIMEOUT: '1',
    }),
  ],
  ['a host that is no URL', () => ({ DOCKER_HOST: 'tcp://:::' })],
  ['another socket', () => ({ DOCKER_HOST: 'unix:///nonexistent.sock' })],
  ['ssh', () => ({ DOCKER_HOST: 'ssh://nobody@localhost' })],
];

describe.each(ENVIRONMENTS)('whatever the environment says: %s', (_what, environment) => {
  beforeEach(() => {
    for (const [name, value] of Object.entries(environment())) vi.stubEnv(name, value);
  });

  it.skipIf(process.platform === 'win32')('a socket is the one that was given', async () => {
    const request = await ask((path) => ({ kind: 'socket', path }), join(dir, 'd.sock'));
    expect(request.url).toBe('/v1.45/info');
    expect(hits).toBe(0);
  });

  it('a host is the one that was given, with its headers', async () => {
    const request = await ask((url) => {
      const { hostname, port } = new URL(url);
      return { kind: 'tcp', host: hostname, port: Number(port), headers: { 'X-Team': 'blue' } };
    });
    expect(request.url).toBe('/v1.45/info');
    expect(request.headers['x-team']).toBe('blue');
    expect(hits).toBe(0);
  });

  it('is as it was afterwards', async () => {
    const address = { kind: 'socket', path: '/x.sock' } as const;
    await createDockerClient(address, new EngineAgent(address));
    expect(process.env).toMatchObject(environment());
  });
});
