import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listContexts, reachOf } from './contexts.ts';
import { environmentOf } from './environment.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'slipway-contexts-'));
});
afterEach(() => rm(home, { recursive: true }));

const environment = (env: Record<string, string> = {}) => environmentOf({ env, home, platform: 'linux' });
async function put(path: string, text: string): Promise<void> {
  await mkdir(join(home, '.docker', path, '..'), { recursive: true });
  await writeFile(join(home, '.docker', path), text);
}
const hash = (name: string) => createHash('sha256').update(name).digest('hex');
const putContext = (name: string, host: string, skip = false) =>
  put(
    `contexts/meta/${hash(name)}/meta.json`,
    JSON.stringify({
      Name: name,
      Metadata: { Description: `about ${name}`, Other: 1 },
      Endpoints: { docker: { Host: host, SkipTLSVerify: skip } },
    }),
  );

describe('the current context', () => {
  it.each<[string, Record<string, string>, string, string]>([
    ['nothing', {}, 'default', 'default'],
    ['config.json', {}, 'remote', 'config'],
    ['DOCKER_CONTEXT over config.json', { DOCKER_CONTEXT: 'other' }, 'other', 'DOCKER_CONTEXT'],
    ['DOCKER_HOST over all', { DOCKER_CONTEXT: 'other', DOCKER_HOST: 'tcp://h:1' }, 'default', 'DOCKER_HOST'],
    ['empty variables', { DOCKER_CONTEXT: '', DOCKER_HOST: '' }, 'remote', 'config'],
  ])('by %s', async (what, env, name, because) => {
    await putContext('remote', 'tcp://h:2376');
    await putContext('other', 'unix:///o.sock');
    if (what !== 'nothing') await put('config.json', '{"CURRENTCONTEXT":"remote"}');
    expect((await listContexts(environment(env))).current).toEqual({ name, because });
  });

  it('says when it does not exist', async () => {
    await put('config.json', '{"currentContext":"gone"}');
    const { current } = await listContexts(environment());
    expect(current).toMatchObject({ name: 'gone', failure: { code: 'engine-context-broken' } });
  });

  it('says when its file cannot be read, and which', async () => {
    await put('config.json', '{"currentContext":"torn"}');
    const file = `contexts/meta/${hash('torn')}/meta.json`;
    await put(file, '{"Name":"to');
    const { failure } = (await listContexts(environment())).current;
    expect(failure).toMatchObject({ code: 'engine-context-broken', meaning: expect.stringContaining(file) });
    expect(failure?.title).toContain('cannot be read');
  });
});

describe('contexts', () => {
  it('come with default first, then in natural order, each with its key for buildx', async () => {
    for (const name of ['node10', 'node2']) await putContext(name, `ssh://me@${name}`);
    const variables = { PATH: '/p', SSH_AUTH_SOCK: '/agent', https_proxy: 'p:1' };
    const others = { NO_PROXY: '', DOCKER_AUTH_CONFIG: '{"auths":{}}' };
    const { contexts, problems } = await listContexts(environment({ ...variables, ...others }));
    expect(contexts.map(({ name, endpoint, host }) => [name, endpoint, host])).toEqual([
      ['default', 'unix:///var/run/docker.sock', 'unix:///var/run/docker.sock'],
      ['node2', 'node2', 'ssh://me@node2'],
      ['node10', 'node10', 'ssh://me@node10'],
    ]);
    expect(contexts[1]).toMatchObject({ description: 'about node2', virtual: false });
    expect(contexts[1]?.reach).toEqual({ kind: 'address', address: { kind: 'ssh', url: 'ssh://me@node2', variables } });
    expect(problems).toEqual([]);
  });

  it('lists the others beside a broken one, and says which file it is', async () => {
    await putContext('fine', 'unix:///f.sock');
    await put(`contexts/meta/${hash('broken')}/meta.json`, '{"Name":');
    const { contexts, problems } = await listContexts(environment());
    expect(contexts.map(({ name }) => name)).toEqual(['default', 'fine']);
    expect(problems).toMatchObject([{ failure: { code: 'engine-context-broken' } }]);
    expect(problems[0]?.path).toContain(hash('broken'));
  });

  it('tells a broken config.json without its content', async () => {
    await put('config.json', '{"auths":{"h":{"auth":"c2VjcmV0"}},');
    const { problems } = await listContexts(environment());
    expect(problems).toHaveLength(1);
    expect(JSON.stringify(problems)).not.toContain('c2VjcmV0');
  });

  it.each([
    ['ftp://h', 'unknown scheme'],
    ['ssh://u:p@h', 'a password in it'],
    ['', 'no docker endpoint'],
  ])('has a typed failure for %j', async (host) => {
    await putContext('odd', host);
    const { contexts } = await listContexts(environment());
    expect(contexts[1]?.reach).toMatchObject({ kind: 'broken', failure: { code: 'engine-context-broken' } });
  });

  it('skips verification only where the context says so', async () => {
    await putContext('lax', 'tcp://h:2376', true);
    await putContext('plain', 'tcp://h:2375');
    const { contexts } = await listContexts(environment());
    expect(contexts[1]?.reach).toEqual({
      kind: 'address',
      address: { kind: 'tcp', host: 'h', port: 2376, tls: { skipVerify: true } },
    });
    expect(contexts[2]?.reach).toEqual({ kind: 'address', address: { kind: 'tcp', host: 'h', port: 2375 } });
  });

  it.each([
    ['ca.pem', 'not a certificate'],
    ['key.pem', '-----BEGIN ENCRYPTED PRIVATE KEY-----\n'],
  ])('has a typed failure for a bad %s', async (file, text) => {
    await putContext('tls', 'tcp://h:2376');
    await put(`contexts/tls/${hash('tls')}/docker/${file}`, text);
    await put(`contexts/tls/${hash('tls')}/docker/cert.pem`, 'x');
    const { contexts } = await listContexts(environment());
    expect(contexts[1]?.reach).toMatchObject({ kind: 'broken', failure: { code: 'engine-context-broken' } });
  });

  it('carries config.json’s headers to tcp, without User-Agent', async () => {
    await put('config.json', '{"HttpHeaders":{"X-A":"1","user-agent":"x"}}');
    const { contexts } = await listContexts(environment({ DOCKER_HOST: 'tcp://h:1' }));
    expect(contexts[0]?.reach).toMatchObject({ address: { headers: { 'X-A': '1' } } });
  });
});

describe('default', () => {
  it('fails with TLS in the environment and no files, and goes to the TLS port', async () => {
    const { contexts } = await listContexts(
      environment({ DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: join(home, 'none') }),
    );
    expect(contexts[0]).toMatchObject({ host: 'tcp://localhost:2376', tlsFromEnvironment: true });
    expect(contexts[0]?.reach).toMatchObject({ kind: 'broken', failure: { code: 'engine-context-broken' } });
  });

  it('ignores TLS on a socket', async () => {
    const { contexts } = await listContexts(environment({ DOCKER_TLS_VERIFY: '1', DOCKER_HOST: 'unix:///x.sock' }));
    expect(contexts[0]?.reach).toEqual({ kind: 'address', address: { kind: 'socket', path: '/x.sock' } });
  });

  it('tells a config.json that cannot be read', async () => {
    await mkdir(join(home, '.docker', 'config.json'), { recursive: true });
    expect((await listContexts(environment())).problems).toMatchObject([
      { failure: { code: 'engine-context-broken' } },
    ]);
  });
});

describe('a node’s endpoint', () => {
  it('is a context or a URL', async () => {
    await putContext('ctx', 'unix:///c.sock');
    expect(await reachOf(environment(), 'ctx')).toMatchObject({ address: { path: '/c.sock' } });
    expect(await reachOf(environment(), 'unix:///x.sock')).toMatchObject({ address: { path: '/x.sock' } });
    expect(await reachOf(environment({ DOCKER_HOST: 'unix:///d.sock' }), 'default')).toMatchObject({
      address: { path: '/d.sock' },
    });
  });

  it('is a typed failure when it names nothing', async () => {
    expect(await reachOf(environment(), 'gone')).toMatchObject({
      kind: 'broken',
      failure: { code: 'engine-context-broken' },
    });
  });
});
