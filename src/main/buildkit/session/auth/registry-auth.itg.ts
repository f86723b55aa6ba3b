import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testbed } from '../../../../../tools/testbed/testbed.ts';
import { type BuildOptions, type BuildOutcome, runBuild } from '../../testing/run-build.ts';
import {
  basicRegistry,
  PASSWORD,
  type PrivateRegistry,
  type TokenCall,
  tokenRegistry,
  USERNAME,
} from '../testing/private-registry.ts';

const bed = testbed();
const builder = 'registry-auth';
const container = `buildx_buildkit_${builder}0`;
const target = { kind: 'container', engine: { kind: 'socket', path: bed.socketPath }, container } as const;
/** What the token server sees of whoever runs on this machine, as opposed to a builder. */
const here = bed.registry.address.split(':')[0];
let env: Record<string, string>;
let dockerConfig: string;
let basic: PrivateRegistry;
let tokens: PrivateRegistry & { readonly calls: TokenCall[]; readonly oauth: { on: boolean } };
let context: string;

beforeAll(async () => {
  env = { BUILDX_CONFIG: await bed.freshBuildxConfig() };
  dockerConfig = await bed.freshDockerConfig();
  basic = await basicRegistry(bed);
  tokens = await tokenRegistry(bed);
  const toml = join(env.BUILDX_CONFIG ?? '', 'with-registries.toml');
  const plain = [basic, tokens].map(({ address }) => `[registry."${address}"]\n  http = true\n`);
  await writeFile(toml, bed.registry.toml + plain.join(''));
  const create = ['buildx', 'create', '--name', builder, '--driver', 'docker-container', '--bootstrap'];
  await bed.cli([...create, '--buildkitd-config', toml], { env });
  context = await bed.freshFolder('registry-auth');
});

beforeEach(async () => {
  tokens.calls.length = 0;
  tokens.oauth.on = true;
  // An image of its own each time: what a registry has already needs no push.
  await writeFile(join(context, 'Dockerfile'), `FROM scratch\nLABEL n=${Math.random()}\nCOPY Dockerfile /\n`);
});

afterAll(async () => {
  await bed.cli(['buildx', 'rm', builder], { env, unchecked: true });
  await basic?.close();
  await tokens?.close();
  await bed.dispose();
});

const login = { username: USERNAME, secret: PASSWORD };

function push(name: string, options: Partial<BuildOptions> = {}): Promise<BuildOutcome> {
  return runBuild({
    target,
    context,
    tokenSeedFolder: dockerConfig,
    onCredentials: async () => login,
    solve: { exporters: [{ type: 'image', attrs: { name, push: 'true' } }] },
    ...options,
  });
}

/** Nothing of a build may hold a password. */
function expectNoSecret(outcome: BuildOutcome, secret = PASSWORD): void {
  const { error, ...rest } = outcome;
  const all = JSON.stringify([rest, String(error), error]) + outcome.log;
  expect(all.includes(secret)).toBe(false);
  expect(all.includes(Buffer.from(`${USERNAME}:${secret}`).toString('base64'))).toBe(false);
}

describe('a registry with basic authentication', () => {
  it('takes a push with the login, and gives the image to a build that has it', async () => {
    const name = `${basic.address}/private/image:1`;
    const outcome = await push(name);
    expect(outcome.error).toBeUndefined();
    expectNoSecret(outcome);
    const authorization = `Basic ${Buffer.from(`${USERNAME}:${PASSWORD}`).toString('base64')}`;
    const reply = await fetch(`http://${basic.address}/v2/private/image/tags/list`, { headers: { authorization } });
    expect(await reply.json()).toEqual({ name: 'private/image', tags: ['1'] });

    await writeFile(join(context, 'Dockerfile'), `FROM ${name}\nCOPY Dockerfile /again\n`);
    const pulled = await push(`${basic.address}/private/image:2`, { solve: { frontendAttrs: { 'no-cache': '' } } });
    expect(pulled.error).toBeUndefined();
  });

  it.each([
    ['a wrong login', async () => ({ username: USERNAME, secret: 'let me in' })],
    ['no login', async () => undefined],
  ])('refuses %s, and the error says so without it', async (_name, onCredentials) => {
    const outcome = await push(`${basic.address}/private/image:3`, { onCredentials });
    expect(String(outcome.error)).toMatch(/401 Unauthorized|failed to authorize|no basic auth credentials/);
    expectNoSecret(outcome, 'let me in');
  });
});

describe('a registry with a token server', () => {
  it.each([
    ['POST', true],
    ['GET', false],
  ])('is asked for tokens by %s from here, so that the login stays here', async (method, oauth) => {
    tokens.oauth.on = oauth;
    const outcome = await push(`${tokens.address}/private/${method.toLowerCase()}:1`);
    expect(outcome.error).toBeUndefined();
    expectNoSecret(outcome);
    expect(tokens.calls.at(-1)).toMatchObject({ method, from: here, withLogin: true });
    expect(tokens.calls.every(({ from }) => from === here)).toBe(true);
    expect(tokens.calls.flatMap(({ scopes }) => scopes)).toContain(
      `repository:private/${method.toLowerCase()}:pull,push`,
    );
  });

  it('is not asked again by the next pull, nor by that of the CLI, which is the same client', async () => {
    const name = `${tokens.address}/private/same:1`;
    expect((await push(name)).error).toBeUndefined();
    await writeFile(join(context, 'Dockerfile'), `FROM ${name}\nCOPY Dockerfile /again\n`);
    const pull = (options: Partial<BuildOptions> = {}) =>
      push('', { solve: { frontendAttrs: { 'no-cache': '', 'image-resolve-mode': 'pull' } }, ...options });
    tokens.calls.length = 0;
    expect((await pull()).error).toBeUndefined();
    const asked = tokens.calls.length;
    expect(tokens.calls.map(({ scopes }) => scopes)).toContainEqual(['repository:private/same:pull']);
    expect((await pull()).error).toBeUndefined();
    expect(tokens.calls.length).toBe(asked);

    const config = JSON.parse(await readFile(join(dockerConfig, 'config.json'), 'utf8').catch(() => '{}'));
    const auth = Buffer.from(`${USERNAME}:${PASSWORD}`).toString('base64');
    const auths = { [tokens.address]: { auth } };
    await writeFile(join(dockerConfig, 'config.json'), JSON.stringify({ ...config, auths }));
    await bed.cli(['buildx', 'build', '--builder', builder, '--pull', '--no-cache', context], {
      env: { ...env, DOCKER_CONFIG: dockerConfig },
    });
    expect(tokens.calls.length).toBe(asked);

    const stranger = await pull({ tokenSeedFolder: await bed.freshFolder('seeds') });
    expect(stranger.error).toBeUndefined();
    expect(tokens.calls.length).toBeGreaterThan(asked);
  });

  it('gives nothing to a client with a wrong login, and says why', async () => {
    const outcome = await push(`${tokens.address}/private/other:1`, {
      onCredentials: async () => ({ username: USERNAME, secret: 'let me in' }),
    });
    expect(String(outcome.error)).toContain('failed to fetch oauth token');
    expect(String(outcome.error)).toContain('incorrect username or password');
    expectNoSecret(outcome, 'let me in');
    expect(tokens.calls.length).toBeGreaterThan(0);
  });

  it('refuses a push without a login', async () => {
    const outcome = await push(`${tokens.address}/private/none:1`, { onCredentials: async () => undefined });
    expect(String(outcome.error)).toMatch(/denied|unauthorized|authorization failed/i);
    expect(tokens.calls.every(({ withLogin }) => !withLogin)).toBe(true);
  });

  it('is asked by BuildKit itself where the login is given to it', async () => {
    const outcome = await push(`${tokens.address}/private/given:1`, { tokenSeedFolder: undefined });
    expect(outcome.error).toBeUndefined();
    expect(tokens.calls.length).toBeGreaterThan(0);
    expect(tokens.calls.every(({ from }) => from !== here)).toBe(true);
  });
});
