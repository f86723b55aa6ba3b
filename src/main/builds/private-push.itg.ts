import { readFile, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { testbed } from '../../../tools/testbed/testbed.ts';
import { PASSWORD, tokenRegistry, USERNAME } from '../buildkit/session/testing/private-registry.ts';
import { environmentOf, proxyVariablesOf } from '../engine/index.ts';
import { type BuildsRig, ended, openBuildsRig } from './testing/builds-rig.ts';
import { tokenSeedFolderOf } from './token-seed-folder.ts';

const bed = testbed();
const builder = 'private-push-itg';
const here = bed.registry.address.split(':')[0];
let tokens: Awaited<ReturnType<typeof tokenRegistry>>;
let folder: string;
const opened: BuildsRig[] = [];

beforeAll(async () => {
  tokens = await tokenRegistry(bed);
  folder = await bed.freshDockerConfig();
});
beforeEach(() => {
  tokens.calls.length = 0;
});
afterAll(async () => {
  for (const builds of opened) await builds.close([`${builder}0`]);
  await tokens?.close();
  await bed.dispose();
});

async function push(tag: string, variables: Readonly<Record<string, string>>): Promise<void> {
  const env = { DOCKER_CONFIG: folder, ...variables };
  const environment = environmentOf({ env, home: '/nowhere', platform: 'linux' });
  const builds = await openBuildsRig(bed, {
    credentials: async () => ({ username: USERNAME, secret: PASSWORD }),
    tokenSeedFolder: tokenSeedFolderOf(environment),
    proxyVariables: proxyVariablesOf(environment),
  });
  opened.push(builds);
  const toml = join(builds.rig.buildxConfig, 'plain.toml');
  await writeFile(toml, `${bed.registry.toml}[registry."${tokens.address}"]\n  http = true\n`);
  const create = ['create', '--name', builder, '--driver', 'docker-container', '--bootstrap'];
  await builds.rig.cli('buildx', ...create, '--buildkitd-config', toml);
  await builds.rig.untilNode(builder, (node) => node.status === 'running');
  const context = await builds.project(`FROM scratch\nLABEL tag=${tag}\nCOPY Dockerfile /\n`);
  const key = await builds.begin({ builder, context, tags: [tag], outputs: [{ kind: 'push' }] });
  const head = await ended(builds.service, key);
  expect(head.failure).toBeUndefined();
  expect(head.summary.status).toBe('done');
  expect(tokens.calls.some(({ withLogin }) => withLogin)).toBe(true);
  await builds.rig.cli('buildx', 'rm', '--force', builder);
}

it('a push fetches its tokens here, with a secret of this client kept where the CLI keeps it', async () => {
  await push(`${tokens.address}/private/kept:1`, {});
  expect(tokens.calls.every(({ from }) => from === here)).toBe(true);
  const seeds = JSON.parse(await readFile(join(folder, '.token_seed'), 'utf8'));
  expect(Object.keys(seeds)).toEqual([tokens.address]);
});

it('with BUILDKIT_NO_CLIENT_TOKEN the login goes to BuildKit, which fetches them', async () => {
  await push(`${tokens.address}/private/given:1`, { BUILDKIT_NO_CLIENT_TOKEN: 'true' });
  expect(tokens.calls.every(({ from }) => from !== here)).toBe(true);
});

it('a push fetches its tokens through the proxy of this computer', async () => {
  const through: string[] = [];
  const proxy = http.createServer((request, response) => {
    through.push(new URL(request.url ?? '').pathname);
    const { url = '', method, headers } = request;
    request.pipe(http.request(url, { method, headers }, (reply) => reply.pipe(response)));
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  await push(`${tokens.address}/private/proxied:1`, { HTTP_PROXY: `http://127.0.0.1:${port}` });
  expect(through).toHaveLength(tokens.calls.length);
  expect(new Set(through)).toEqual(new Set(['/token']));
  proxy.close();
});
