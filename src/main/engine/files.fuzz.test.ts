import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { fuzz } from '../../../tools/fuzz/fuzz.ts';
import { HOSTILE_NAMES, mutatedJsonText, mutatedText } from '../../../tools/fuzz/mutate.ts';
import { assertUnpolluted, faultOf } from '../../../tools/fuzz/plain.ts';
import { failureOf, SlipwayError } from '../../shared/contract/index.ts';
import { readDockerConfig } from './config-file.ts';
import { contextId } from './context-store.ts';
import { listContexts, reachOf } from './contexts.ts';
import { openCredentials } from './credentials.ts';
import { environmentOf } from './environment.ts';
import { parseShellOutput } from './login-shell.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const CONFIG = {
  auths: {
    'https://index.docker.io/v1/': { auth: base64('me:p:w') },
    'h:5000': { username: 'a', password: 'b' },
    'token.example': { auth: base64('<token>:x'), identitytoken: 'idt', registrytoken: 'rt' },
  },
  credHelpers: { 'gcr.example': 'absent' },
  HttpHeaders: { 'User-Agent': 'x', 'X-Meta': 'y' },
  currentContext: 'far',
  proxies: { default: { httpProxy: 'http://u:p@proxy:3128', noProxy: '*.x', allProxy: 'z' } },
  pruneFilters: ['until=1h'],
};
const META = {
  Name: 'far',
  Metadata: { Description: 'A far Engine', Other: 1 },
  Endpoints: { docker: { Host: 'tcp://far:2376', SkipTLSVerify: true }, kubernetes: {} },
};

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'slipway-fuzz-docker-'));
  mkdirSync(join(home, '.docker/contexts/meta', contextId('far')), { recursive: true });
  mkdirSync(join(home, 'bin'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const environment = (env: Readonly<Record<string, string>> = {}) =>
  environmentOf({ env: { PATH: `${home}/bin:/usr/bin:/bin`, ...env }, home, platform: 'linux' });
const HOSTS = ['registry-1.docker.io', 'h:5000', 'token.example', 'gcr.example', ...HOSTILE_NAMES];

fuzz(
  'config.json is read or a failure, and any host has a login, none, or a typed failure',
  150,
  mutatedJsonText(CONFIG),
  async (text) => {
    writeFileSync(join(home, '.docker/config.json'), text);
    const { config, failure } = await readDockerConfig(environment());
    expect(faultOf(config, { text: 'any' })).toBeUndefined();
    // A failure never holds what may be secret.
    expect(JSON.stringify(failure ?? '')).not.toMatch(/bWU6|idt|p:w/);
    for (const host of HOSTS) {
      try {
        const { registryToken = '', ...found } = await openCredentials(environment()).credentialsFor(host);
        expect(found).toEqual({ username: expect.any(String), secret: expect.any(String) });
        expect(registryToken).toBeTypeOf('string');
        if (HOSTILE_NAMES.includes(host) && !text.includes(host)) expect(found.secret + registryToken).toBe('');
      } catch (error) {
        expect(error).toBeInstanceOf(SlipwayError);
        // Only a helper that the file names can fail.
        expect(text).toMatch(/creds|helper/i);
      }
    }
    assertUnpolluted();
  },
);

fuzz(
  'the contexts are listed whatever their files hold',
  150,
  fc.tuple(mutatedJsonText(META), mutatedJsonText(CONFIG)),
  async ([meta, config]) => {
    writeFileSync(join(home, '.docker/config.json'), config);
    writeFileSync(join(home, '.docker/contexts/meta', contextId('far'), 'meta.json'), meta);
    const { contexts, current, problems } = await listContexts(environment());
    expect(faultOf([contexts, current, problems], { text: 'any' })).toBeUndefined();
    expect(contexts[0]?.name).toBe('default');
    for (const { name } of contexts) expect((await reachOf(environment(), name)).kind).toMatch(/address|broken/);
    const stored = new Set(contexts.map(({ name }) => name));
    for (const endpoint of HOSTILE_NAMES.filter((name) => !stored.has(name)))
      expect((await reachOf(environment(), endpoint)).kind).toBe('broken');
    assertUnpolluted();
  },
);

fuzz(
  'a credential helper may print anything',
  25,
  mutatedJsonText({ ServerURL: 'h', Username: 'me', Secret: 'pw' }),
  async (answer) => {
    writeFileSync(join(home, '.docker/config.json'), JSON.stringify({ credsStore: 'odd' }));
    writeFileSync(join(home, 'answer'), answer);
    writeFileSync(join(home, 'bin/docker-credential-odd'), `#!/bin/sh\nexec cat ${home}/answer\n`);
    chmodSync(join(home, 'bin/docker-credential-odd'), 0o755);
    try {
      const found = await openCredentials(environment()).credentialsFor('h');
      expect(found).toEqual({ username: expect.any(String), secret: expect.any(String) });
    } catch (error) {
      expect(error).toBeInstanceOf(SlipwayError);
      // What it printed may hold a secret, however broken.
      expect(JSON.stringify(failureOf(error))).not.toContain('pw');
    }
  },
);

fuzz(
  "the login shell's answer is variables or nothing",
  1500,
  mutatedText(fc.constant('hi\n__slipway_environment__PATH=/bin\0__proto__=x\0A=b=c\0\0=__slipway_environment__')),
  (output) => {
    const read = parseShellOutput(output);
    if (read !== undefined) expect(faultOf(read, { text: 'any' })).toBeUndefined();
    assertUnpolluted();
  },
);
