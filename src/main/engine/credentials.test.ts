import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hostnameOf, openCredentials } from './credentials.ts';
import { environmentOf } from './environment.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'slipway-logins-'));
  await mkdir(join(home, '.docker'));
  await mkdir(join(home, 'bin'));
});
afterEach(() => rm(home, { recursive: true }));

const base64 = (text: string) => Buffer.from(text).toString('base64');
const config = (value: unknown) => writeFile(join(home, '.docker/config.json'), JSON.stringify(value));
const credentials = (env: Record<string, string> = {}) =>
  openCredentials(environmentOf({ env: { PATH: `${home}/bin:/usr/bin:/bin`, ...env }, home, platform: 'linux' }));

/** A helper as the protocol has it: knows one server, says the rest is not found. */
async function helper(name: string, server: string, login: unknown): Promise<void> {
  const script = [
    '#!/bin/sh',
    'read -r asked || true',
    `echo "$1 $asked" >> ${home}/asked`,
    `if [ "$asked" = "${server}" ]; then echo '${JSON.stringify(login)}'; exit 0; fi`,
    `echo 'credentials not found in native keychain'; exit 1`,
  ].join('\n');
  await writeFile(join(home, 'bin', `docker-credential-${name}`), script);
  await chmod(join(home, 'bin', `docker-credential-${name}`), 0o755);
}

describe('saved logins', () => {
  it('are found for the Hub under all its names', async () => {
    await config({ auths: { 'https://index.docker.io/v1/': { auth: base64('me:p:w') } } });
    for (const host of ['registry-1.docker.io', 'docker.io', 'index.docker.io', 'dhi.io']) {
      expect(await credentials().credentialsFor(host)).toEqual({ username: 'me', secret: 'p:w' });
    }
    expect(await credentials().registryAuth('alpine:3')).toEqual({
      serveraddress: 'https://index.docker.io/v1/',
      username: 'me',
      password: 'p:w',
    });
  });

  it('are found by host and under older URLs', async () => {
    await config({ auths: { 'h:5000': { auth: base64('a:1') }, 'https://old.example/v1/': { auth: base64('b:2') } } });
    expect(await credentials().credentialsFor('h:5000')).toEqual({ username: 'a', secret: '1' });
    expect(await credentials().registryAuth('old.example/x/y@sha256:0')).toMatchObject({ username: 'b' });
    expect(await credentials().credentialsFor('other.example')).toEqual({ username: '', secret: '' });
    expect(await credentials().registryAuth('other.example/x')).toBeUndefined();
  });

  it('give an identity token with an empty user name', async () => {
    await config({ auths: { h: { auth: base64('x:y'), identitytoken: 'tok' } } });
    expect(await credentials().credentialsFor('h')).toEqual({ username: '', secret: 'tok' });
    expect(await credentials().registryAuth('localhost/x')).toBeUndefined();
  });

  it('give a registry token beside whatever else is saved', async () => {
    const auths = { h: { registrytoken: 'ready' }, g: { auth: base64('x:y'), registrytoken: 'made' } };
    await config({ auths });
    expect(await credentials().credentialsFor('h')).toEqual({ username: '', secret: '', registryToken: 'ready' });
    expect(await credentials().credentialsFor('g')).toEqual({ username: 'x', secret: 'y', registryToken: 'made' });
    await config({ auths: { 'h.example': auths.h, 'g.example': auths.g } });
    expect(await credentials().registryAuth('h.example/x')).toEqual({
      serveraddress: 'h.example',
      registrytoken: 'ready',
    });
    expect(await credentials().registryAuth('g.example/x')).toEqual({
      serveraddress: 'g.example',
      username: 'x',
      password: 'y',
      registrytoken: 'made',
    });
    const overlay = JSON.stringify({ auths: { 'h.example': { registrytoken: 'env' } } });
    expect(await credentials({ DOCKER_AUTH_CONFIG: overlay }).credentialsFor('h.example')).toMatchObject({
      registryToken: 'env',
    });
  });

  it('are overlaid by DOCKER_AUTH_CONFIG, unless it is broken', async () => {
    await config({ auths: { h: { auth: base64('file:1') } } });
    const overlay = JSON.stringify({ auths: { h: { auth: base64('env:2') } } });
    expect(await credentials({ DOCKER_AUTH_CONFIG: overlay }).credentialsFor('h')).toMatchObject({ username: 'env' });
    expect(await credentials({ DOCKER_AUTH_CONFIG: '{' }).credentialsFor('h')).toMatchObject({ username: 'file' });
  });
});

describe('helpers', () => {
  it('are chosen by host, then by the store, and know nothing of others', async () => {
    await helper('one', 'h', { ServerURL: 'h', Username: 'u1', Secret: 's1' });
    await helper('two', 'g', { ServerURL: 'g', Username: '<token>', Secret: 's2' });
    await config({ credHelpers: { h: 'one' }, credsStore: 'two', auths: { x: {} } });
    expect(await credentials().credentialsFor('h')).toEqual({ username: 'u1', secret: 's1' });
    expect(await credentials().credentialsFor('g')).toEqual({ username: '', secret: 's2' });
    expect(await credentials().credentialsFor('x')).toEqual({ username: '', secret: '' });
    expect((await readFile(join(home, 'asked'), 'utf8')).trim().split('\n')).toEqual(['get h', 'get g', 'get x']);
  });

  it('leave the registry token that config.json has', async () => {
    await helper('one', 'h', { ServerURL: 'h', Username: 'u1', Secret: 's1' });
    await config({ credsStore: 'one', auths: { h: { registrytoken: 'ready' }, g: { registrytoken: 'alone' } } });
    expect(await credentials().credentialsFor('h')).toEqual({ username: 'u1', secret: 's1', registryToken: 'ready' });
    expect(await credentials().credentialsFor('g')).toEqual({ username: '', secret: '', registryToken: 'alone' });
  });

  it('fail in words that hold no secret', async () => {
    await writeFile(
      join(home, 'bin/docker-credential-bad'),
      '#!/bin/sh\necho \'{"Username":"u","Secret":7,"x":"hunter2"}\'\n',
    );
    await chmod(join(home, 'bin/docker-credential-bad'), 0o755);
    await config({ credsStore: 'bad' });
    const failure = await credentials()
      .credentialsFor('h')
      .catch((error) => error.failure);
    expect(failure).toMatchObject({ code: 'internal' });
    expect(JSON.stringify(failure)).not.toContain('hunter2');
  });

  it('fail when the program is missing, and are never another program', async () => {
    await config({ credsStore: 'missing' });
    await expect(credentials().credentialsFor('h')).rejects.toMatchObject({
      failure: { detail: expect.stringContaining('not in PATH') },
    });
    await config({ credsStore: '../../bin/sh' });
    await expect(credentials().credentialsFor('h')).rejects.toMatchObject({ failure: { code: 'internal' } });
  });

  it('are given up by the signal', async () => {
    await writeFile(join(home, 'bin/docker-credential-slow'), '#!/bin/sh\nexec sleep 60\n');
    await chmod(join(home, 'bin/docker-credential-slow'), 0o755);
    await config({ credsStore: 'slow' });
    const stop = new AbortController();
    const asked = credentials().credentialsFor('h', { signal: stop.signal });
    stop.abort();
    await expect(asked).rejects.toMatchObject({ failure: { code: 'cancelled' } });
  });

  it('default to one that is there when config.json says nothing', async () => {
    await helper('secretservice', 'h', { Username: 'u', Secret: 's' });
    expect(await credentials().credentialsFor('h')).toEqual({ username: 'u', secret: 's' });
    await config({ auths: { other: { auth: base64('a:b') } } });
    expect(await credentials().credentialsFor('h')).toEqual({ username: '', secret: '' });
  });
});

it.each([
  ['https://h:5000/v1/', 'h:5000'],
  ['h/v1', 'h'],
  ['http://[::1]:5000', '[::1]:5000'],
])('the host of %s is %s', (key, host) => {
  expect(hostnameOf(key)).toBe(host);
});
