import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EngineAddress } from './address.ts';
import { explainConnectError } from './explain.ts';
import { openEngineStream } from './stream.ts';

const SOCKET: EngineAddress = { kind: 'socket', path: '/var/run/docker.sock' };
const TCP: EngineAddress = { kind: 'tcp', host: 'h', port: 2376 };
const withCode = (code: string, message = code) => Object.assign(new Error(message), { code });
const explain = (error: unknown, address: EngineAddress, dockerInstalled?: boolean) =>
  explainConnectError(error, address, {
    platform: 'linux',
    ...(dockerInstalled === undefined ? {} : { dockerInstalled }),
  });

describe('each fault has its own words', () => {
  it.each<[string, EngineAddress, boolean | undefined, string]>([
    ['ENOENT', SOCKET, false, 'engine-not-installed'],
    ['ENOENT', SOCKET, true, 'engine-not-running'],
    ['ECONNREFUSED', SOCKET, true, 'engine-not-running'],
    ['EACCES', SOCKET, true, 'engine-no-permission'],
    ['ECONNREFUSED', TCP, undefined, 'engine-refused'],
    ['ENOTFOUND', TCP, undefined, 'engine-unreachable'],
    ['ETIMEDOUT', TCP, undefined, 'engine-unreachable'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', TCP, undefined, 'engine-refused'],
    ['ECONNRESET', SOCKET, undefined, 'engine-unreachable'],
    ['ENOENT', { kind: 'ssh', url: 'ssh://h', variables: {} }, undefined, 'engine-unreachable'],
  ])('%s at %j', (code, address, installed, expected) => {
    const failure = explain(withCode(code), address, installed);
    expect(failure?.code).toBe(expected);
    expect(failure?.title).toMatch(/\.$/);
    expect(failure?.remedy).toBeTruthy();
  });

  it('names the endpoint that was tried', () => {
    expect(explain(withCode('EACCES'), SOCKET)?.meaning).toContain('unix:///var/run/docker.sock');
    expect(explain(withCode('ENOTFOUND'), TCP)?.meaning).toContain('tcp://h:2376');
  });

  it('looks into Node’s error of several addresses', () => {
    expect(explain(new AggregateError([withCode('ECONNREFUSED')]), TCP)?.code).toBe('engine-refused');
  });

  it('leaves other errors alone', () => {
    expect(explain(new TypeError('x'), SOCKET)).toBeUndefined();
  });
});

describe('real faults', () => {
  it('a socket that is not there', async () => {
    const path = join(tmpdir(), 'slipway-no-such.sock');
    const error = await openEngineStream({ kind: 'socket', path }).catch((thrown: unknown) => thrown);
    expect(explain(error, { kind: 'socket', path }, false)?.code).toBe('engine-not-installed');
  });

  it('a port where nobody listens', async () => {
    const port = await new Promise<number>((resolve) => {
      const server = net.createServer().listen(0, '127.0.0.1', () => {
        const { port: found } = server.address() as net.AddressInfo;
        server.close(() => resolve(found));
      });
    });
    const address: EngineAddress = { kind: 'tcp', host: '127.0.0.1', port };
    const error = await openEngineStream(address).catch((thrown: unknown) => thrown);
    expect(explain(error, address)?.code).toBe('engine-refused');
  });

  it('a name that does not exist', async () => {
    const address: EngineAddress = { kind: 'tcp', host: 'no-such-host.invalid', port: 1 };
    const error = await openEngineStream(address).catch((thrown: unknown) => thrown);
    expect(explain(error, address)?.code).toBe('engine-unreachable');
  });

  it('a signal before and while connecting', async () => {
    const reason = new Error('given up');
    const stop = new AbortController();
    const opening = openEngineStream({ kind: 'tcp', host: '127.0.0.1', port: 9 }, { signal: stop.signal });
    stop.abort(reason);
    await expect(opening).rejects.toThrow();
    await expect(openEngineStream(SOCKET, { signal: stop.signal })).rejects.toBe(reason);
  });
});
