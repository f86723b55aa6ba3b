import { describe, expect, test } from 'vitest';
import { type Action, type Build, type CreateBuilder, PLAIN_BUILD } from './schemas.ts';
import { looksSecret, maskValue } from './secrets.ts';
import { cliTwin, copyTwin, displayTwin } from './twin.ts';

const CREATE: CreateBuilder = {
  kind: 'create-builder',
  name: 'workbench',
  endpoint: '',
  options: {},
  flags: [],
  platforms: [],
  use: false,
  boot: false,
  existingState: 'ask',
};
const BUILD: Build = {
  ...PLAIN_BUILD,
  builder: 'workbench',
  context: '/home/me/shop',
  outputs: [{ kind: 'load' }],
};

const bash = (action: Action, facts = {}) => copyTwin(action, facts, 'bash');

describe('the twin of a new builder', () => {
  test('with nothing special', () => {
    expect(bash(CREATE)).toBe('docker buildx create --name workbench --driver docker-container');
  });
  test('with everything', () => {
    const action: CreateBuilder = {
      ...CREATE,
      endpoint: 'tcp://build-server:2376',
      options: { memory: '4g', 'cpu-quota': '200000', 'cpu-period': '100000', 'env.NO_PROXY': 'a,b' },
      flags: ['--debug', '--oci-worker-net=bridge'],
      platforms: ['linux/amd64', 'linux/arm64'],
      use: true,
      boot: true,
    };
    expect(bash(action)).toBe(
      'docker buildx create --name workbench --driver docker-container --driver-opt memory=4g' +
        ' --driver-opt cpu-quota=200000 --driver-opt cpu-period=100000 --driver-opt \'"env.NO_PROXY=a,b"\'' +
        " --buildkitd-flags '--debug --oci-worker-net=bridge' --platform linux/amd64,linux/arm64" +
        ' --use --bootstrap tcp://build-server:2376',
    );
    expect(copyTwin(action, {}, 'powershell')).toContain(`--driver-opt '"env.NO_PROXY=a,b"'`);
    expect(copyTwin(action, {}, 'cmd')).toContain('--driver-opt ^"\\^"env.NO_PROXY=a,b\\^"^"');
  });
  test('says which PowerShell it needs where a value holds a quote', () => {
    const commas: CreateBuilder = { ...CREATE, options: { 'cpuset-cpus': '0,2' } };
    expect(cliTwin(commas, {}, 'powershell')[0]?.hint).toContain('PowerShell 7.3');
    expect(cliTwin(commas, {}, 'cmd')[0]).not.toHaveProperty('hint');
    expect(cliTwin(CREATE, {}, 'powershell')[0]).not.toHaveProperty('hint');
  });
  test('that starts with an empty state removes the volume first', () => {
    expect(bash({ ...CREATE, name: 'WorkBench', existingState: 'empty', endpoint: 'lab' })).toBe(
      'docker --context lab volume rm buildx_buildkit_workbench0_state\n' +
        'docker buildx create --name WorkBench --driver docker-container lab',
    );
  });
  test('masks what looks secret on the screen alone', () => {
    const action: CreateBuilder = {
      ...CREATE,
      options: { 'env.REGISTRY_TOKEN': 'abc,123', 'env.HTTPS_PROXY': 'http://me:pw@proxy:3128', 'env.LANG': 'C' },
    };
    expect(displayTwin(action, {}, 'bash')).toBe(
      "docker buildx create --name workbench --driver docker-container --driver-opt 'env.REGISTRY_TOKEN=•••••'" +
        " --driver-opt 'env.HTTPS_PROXY=http://me:•••••@proxy:3128' --driver-opt env.LANG=C",
    );
    expect(bash(action)).toContain('\'"env.REGISTRY_TOKEN=abc,123"\'');
    expect(cliTwin(action, {}, 'bash')[0]?.args).toContain('"env.REGISTRY_TOKEN=abc,123"');
  });
});

describe('the twin of a build', () => {
  test('with nothing special', () => {
    expect(bash(BUILD)).toBe('docker buildx build --builder workbench --load /home/me/shop');
  });
  test('with everything', () => {
    const action: Build = {
      ...BUILD,
      dockerfile: 'docker/Dockerfile.web',
      target: 'release',
      tags: ['team/web:1.0', 'team/web:latest'],
      args: [
        { name: 'VERSION', value: '1.0 beta' },
        { name: 'NPM_TOKEN', value: 's3cret' },
      ],
      platforms: ['linux/amd64', 'linux/arm64'],
      noCache: true,
      pull: true,
    };
    expect(bash(action)).toBe(
      'docker buildx build --builder workbench -f /home/me/shop/docker/Dockerfile.web --target release' +
        " -t team/web:1.0 -t team/web:latest --build-arg 'VERSION=1.0 beta' --build-arg NPM_TOKEN=s3cret" +
        ' --platform linux/amd64,linux/arm64 --no-cache --pull --load /home/me/shop',
    );
    expect(displayTwin(action, {}, 'bash')).toContain("--build-arg 'NPM_TOKEN=•••••'");
  });
  test('that leaves nothing but cache', () => {
    expect(bash({ ...BUILD, outputs: [] })).toBe(
      'docker buildx build --builder workbench --output type=cacheonly /home/me/shop',
    );
  });
  test('names the Dockerfile only where it is not the usual one', () => {
    expect(bash({ ...BUILD, dockerfile: 'Dockerfile' })).not.toContain('-f');
    expect(bash({ ...BUILD, dockerfile: '/home/me/shop/Dockerfile' })).not.toContain('-f');
    expect(bash({ ...BUILD, dockerfile: '/etc/Dockerfile' })).toContain('-f /etc/Dockerfile');
    const windows: Build = { ...BUILD, context: 'C:\\shop', dockerfile: 'web\\Dockerfile' };
    expect(copyTwin(windows, { separator: '\\' }, 'cmd')).toBe(
      'docker buildx build --builder workbench -f C:\\shop\\web\\Dockerfile --load C:\\shop',
    );
    expect(copyTwin({ ...windows, dockerfile: 'D:\\x\\Dockerfile' }, {}, 'cmd')).toContain('-f D:\\x\\Dockerfile');
  });
  test('says what cmd cannot hold', () => {
    const action: Build = { ...BUILD, args: [{ name: 'NOTES', value: 'a\nb' }] };
    expect(cliTwin(action, {}, 'cmd')[0]?.problem).toMatch(/line break/);
    expect(cliTwin(action, {}, 'bash')[0]).not.toHaveProperty('problem');
  });
});

describe('the other twins', () => {
  test.each<[Action, string]>([
    [{ kind: 'use-builder', name: 'workbench' }, 'docker buildx use workbench'],
    [{ kind: 'start-builder', name: 'workbench' }, 'docker buildx inspect --bootstrap workbench'],
    [{ kind: 'stop-builder', name: 'workbench' }, 'docker buildx stop workbench'],
    [{ kind: 'remove-builder', name: 'workbench', keepState: false }, 'docker buildx rm workbench'],
    [{ kind: 'remove-builder', name: 'workbench', keepState: true }, 'docker buildx rm --keep-state workbench'],
    [{ kind: 'run-image', image: 'web:1.0', engine: '' }, 'docker run --rm web:1.0'],
    [{ kind: 'run-image', image: 'web:1.0', engine: 'default' }, 'docker run --rm web:1.0'],
    [{ kind: 'run-image', image: 'web:1.0', engine: 'lab' }, 'docker --context lab run --rm web:1.0'],
  ])('%j', (action, expected) => {
    expect(bash(action, { currentContext: 'default' })).toBe(expected);
  });
});

describe('what looks secret', () => {
  test.each([
    'PASSWORD',
    'db_passwd',
    'GITHUB_TOKEN',
    'AWS_SECRET_ACCESS_KEY',
    'API_KEY',
    'npm.auth',
    'KEY',
    'userPwd',
  ])('%s does', (name) => expect(looksSecret(name)).toBe(true));
  test.each(['AUTHOR', 'MONKEY', 'PASSENGER', 'VERSION', 'HTTP_PROXY', 'KEYBOARD'])('%s does not', (name) =>
    expect(looksSecret(name)).toBe(false),
  );
  test('credentials in a URL do', () => {
    expect(maskValue('URL', 'https://ghp_x@host/a and ssh://u:p@h')).toBe('https://•••••@host/a and ssh://u:•••••@h');
    expect(maskValue('URL', 'http://host:3128/a@b')).toBe('http://host:3128/a@b');
  });
});
