import { describe, expect, test } from 'vitest';
import { checkNewName } from './builder-name.ts';
import { explain } from './explain.ts';
import type { ActionFacts } from './facts.ts';
import { readReference } from './image-reference.ts';
import { type Action, actionSchema, type Build, type CreateBuilder, PLAIN_BUILD } from './schemas.ts';
import { canRun, validate } from './validate.ts';

const CREATE: CreateBuilder = {
  kind: 'create-builder',
  name: 'workbench',
  endpoint: '',
  options: { memory: '4g', 'cpu-quota': '200000', 'cpu-period': '100000' },
  flags: [],
  platforms: [],
  use: true,
  boot: true,
  existingState: 'ask',
};
const BUILD: Build = {
  ...PLAIN_BUILD,
  builder: 'workbench',
  context: '/home/me/shop',
  tags: ['web:1.0'],
  outputs: [{ kind: 'load' }],
};
const node = { name: 'n0', endpoint: 'default', stateVolume: 'buildx_buildkit_n0_state' };
const FACTS: ActionFacts = {
  contexts: ['default', 'lab'],
  currentContext: 'default',
  builders: [
    { name: 'default', driver: 'docker', implicit: true, nodes: [node] },
    { name: 'lab', driver: 'docker', implicit: true, nodes: [] },
    { name: 'Workbench', driver: 'docker-container', implicit: false, nodes: [node] },
    { name: 'far', driver: 'remote', implicit: false, nodes: [] },
  ],
  networks: ['bridge', 'shop_default'],
  engine: { cpus: 4, memory: 8 * 2 ** 30, cgroupDriver: 'systemd', swapLimit: true, containerdImageStore: false },
  project: {
    stages: [
      { name: 'build', index: 0 },
      { name: '', index: 1 },
    ],
    args: [{ name: 'VERSION' }],
  },
};

function found(action: Action, facts: ActionFacts = FACTS): readonly string[] {
  return validate(action, facts).map((issue) => `${issue.severity} ${issue.field}`);
}

describe('names of builders', () => {
  test.each<[string, string | undefined]>([
    ['workshop', undefined],
    ['W-1._x', undefined],
    ['default', 'default is a reserved name and cannot be used to identify builder instance'],
    ['1a', 'invalid name 1a, name needs to start with a letter and may not contain symbols, except ._-'],
    ['a b', 'invalid name a b, name needs to start with a letter and may not contain symbols, except ._-'],
    ['lab', 'instance name "lab" already exists as context builder'],
    [
      'workBench',
      'existing instance for "workBench" but no append mode, specify the node name to make changes for existing instances',
    ],
  ])('%j', (name, original) => {
    expect(checkNewName(name, FACTS)?.original).toBe(original);
  });
  test('an empty one is told without words of the CLI', () => {
    expect(checkNewName('', {})).toMatchObject({ field: 'name', severity: 'error' });
  });
});

describe('names of images', () => {
  test.each<[string, object]>([
    ['web', { domain: 'docker.io', path: 'library/web' }],
    ['team/web:1.0', { domain: 'docker.io', path: 'team/web', tag: '1.0' }],
    ['localhost/web', { domain: 'localhost', path: 'web' }],
    ['localhost:5000/a/b_c__d-e:T', { domain: 'localhost:5000', path: 'a/b_c__d-e', tag: 'T' }],
    ['Registry/web', { domain: 'Registry', path: 'web' }],
    ['[::1]:5000/web', { domain: '[::1]:5000', path: 'web' }],
    ['index.docker.io/web', { domain: 'docker.io', path: 'library/web' }],
    [`web@sha256:${'a'.repeat(64)}`, { domain: 'docker.io', path: 'library/web', digest: `sha256:${'a'.repeat(64)}` }],
  ])('%s', (text, reference) => {
    expect(readReference(text)).toEqual({ ok: true, reference });
  });
  test.each([
    '',
    'Web',
    'team/Web:1',
    'web:',
    'web:-1',
    `web:${'a'.repeat(129)}`,
    'we b',
    '-web',
    'web-',
    'a..b',
    'a___b',
    'team//web',
    'a'.repeat(64),
    'web@sha256:abc',
    `${'a/'.repeat(130)}b`,
  ])('%j is refused', (text) => {
    expect(readReference(text).ok).toBe(false);
  });
});

describe('validate', () => {
  test('finds nothing wrong with good actions', () => {
    expect(found({ ...CREATE, name: 'other' })).toEqual([]);
    expect(found(BUILD)).toEqual([]);
    expect(found({ kind: 'use-builder', name: 'default' })).toEqual([]);
    expect(found({ kind: 'stop-builder', name: 'workbench' })).toEqual([]);
    expect(found({ kind: 'run-image', image: `sha256:${'ab'.repeat(32)}`, engine: 'lab' })).toEqual([]);
    expect(actionSchema.parse(BUILD)).toEqual(BUILD);
  });

  test('puts each issue of a new builder at its field', () => {
    expect(found(CREATE)).toEqual(['error name']);
    const other = { ...CREATE, name: 'other' };
    expect(found({ ...other, endpoint: 'nowhere' })).toEqual(['error endpoint']);
    expect(found({ ...other, endpoint: 'ssh://me@host' })).toEqual([]);
    expect(found({ ...other, endpoint: 'docker-container://x' })).toEqual(['error endpoint']);
    expect(found({ ...other, endpoint: 'ftp://x' })).toEqual(['error endpoint']);
    expect(found({ ...other, options: { memory: '4x', 'cgroup-parent': '/a' } })).toEqual(['error options.memory']);
    expect(found({ ...other, options: { memory: '4m' } })).toEqual(['error options.memory']);
    expect(found({ ...other, options: { 'cgroup-parent': '/a' } })).toEqual(['warning options.cgroup-parent']);
    expect(found({ ...other, options: { network: 'gone' } })).toEqual(['error options.network']);
    expect(found({ ...other, options: { network: 'host' } })).toEqual([]);
    expect(found({ ...other, platforms: ['linux/arm64', 'linux/arm/v7/x', 'linux arm'] })).toEqual([
      'error platforms.1',
      'error platforms.2',
    ]);
  });

  test('knows which builders can be stopped, started, used and removed', () => {
    expect(found({ kind: 'use-builder', name: 'lab' })).toEqual(['error name']);
    expect(found({ kind: 'use-builder', name: 'gone' })).toEqual(['error name']);
    expect(found({ kind: 'stop-builder', name: 'default' })).toEqual(['error name']);
    expect(found({ kind: 'start-builder', name: 'far' })).toEqual(['error name']);
    expect(validate({ kind: 'remove-builder', name: 'lab', keepState: true }, FACTS)[0]?.original).toBe(
      'context builder cannot be removed, run "docker context rm lab" to remove this context',
    );
    expect(found({ kind: 'remove-builder', name: 'far', keepState: true })).toEqual([]);
  });

  test('puts each issue of a build at its field', () => {
    expect(found({ ...BUILD, builder: 'gone' })).toEqual(['error builder']);
    expect(found({ ...BUILD, context: 'shop' })).toEqual(['error context']);
    expect(found({ ...BUILD, context: 'C:\\shop' })).toEqual([]);
    expect(found({ ...BUILD, target: 'BUILD' })).toEqual([]);
    expect(found({ ...BUILD, target: '1' })).toEqual([]);
    expect(found({ ...BUILD, target: 'release' })).toEqual(['error target']);
    expect(found({ ...BUILD, target: 'a b' })).toEqual(['error target']);
    expect(found({ ...BUILD, tags: ['web', 'Web', 'web', `web@sha256:${'a'.repeat(64)}`] })).toEqual([
      'error tags.1',
      'warning tags.2',
      'error tags.3',
    ]);
    expect(found({ ...BUILD, tags: [] })).toEqual(['warning tags']);
    const arg = (name: string) => ({ name, value: 'x' });
    expect(found({ ...BUILD, args: [arg('VERSION'), arg('OTHER'), arg('VERSION'), arg('A=B')] })).toEqual([
      'warning args.1.name',
      'warning args.2.name',
      'error args.3.name',
    ]);
    expect(found({ ...BUILD, args: [arg('http_proxy'), arg('BUILDKIT_INLINE_CACHE'), arg('TARGETARCH')] })).toEqual([]);
    expect(found({ ...BUILD, platforms: ['linux/amd64', 'linux/arm64'] })).toEqual(['error platforms']);
  });

  test('says that nothing will come out, in plain words', () => {
    const issues = validate({ ...BUILD, outputs: [] }, FACTS);
    expect(issues).toEqual([
      {
        field: 'outputs',
        severity: 'warning',
        message: 'Nothing will come out. The build runs and fills the cache of workbench, but leaves no image to use.',
      },
    ]);
    expect(canRun(issues)).toBe(true);
  });

  test('stops before a policy that it would not evaluate', () => {
    const facts = { ...FACTS, project: { stages: [], args: [], policyFile: '/home/me/shop/Dockerfile.rego' } };
    const issues = validate(BUILD, facts);
    expect(issues.map((issue) => issue.field)).toEqual(['dockerfile']);
    expect(canRun(issues)).toBe(false);
  });

  test('checks nothing that it does not know', () => {
    expect(found(CREATE, {})).toEqual([]);
    expect(found({ ...BUILD, target: 'x', args: [{ name: 'X', value: '' }] }, {})).toEqual([]);
  });
});

describe('explain', () => {
  test('a new builder', () => {
    expect(explain({ ...CREATE, name: 'other' }, FACTS)).toEqual([
      'Makes a builder other on the Engine of the context default.',
      'All its builds together may use 4 GB of memory and 2 cores.',
      'Gets the image of BuildKit, makes the container and starts it.',
      'From then on docker buildx builds with it in the context default.',
    ]);
    const options = { memory: '4g', 'memory-swap': '4g', network: 'host', 'cpuset-cpus': '0-1', 'cgroup-parent': '/a' };
    expect(explain({ ...CREATE, options, boot: false, use: false, existingState: 'empty' }, FACTS)).toEqual([
      'Makes a builder workbench on the Engine of the context default.',
      'All its builds together may use 4 GB of memory.',
      'It may not fall back on swap.',
      'It runs on the cores 0-1 only.',
      "It shares the machine's own network.",
      'This Engine places containers with systemd, so the option has no effect.',
      'Deletes the build state that is there under this name, and starts with an empty one.',
      'The container is made and started by the first build.',
    ]);
  });
  test('a new builder elsewhere', () => {
    expect(explain({ ...CREATE, endpoint: 'tcp://lab:2376' }, {})[0]).toBe(
      'Makes a builder workbench on the Engine at tcp://lab:2376.',
    );
  });
  test('a removal says what is kept and what is lost', () => {
    expect(explain({ kind: 'remove-builder', name: 'workbench', keepState: true }, FACTS)[1]).toBe(
      'Its build state is kept (buildx_buildkit_n0_state): a builder made anew under this name finds its cache again.',
    );
    expect(explain({ kind: 'remove-builder', name: 'workbench', keepState: false }, {})[1]).toBe(
      'Its build state is deleted, with its cache and build records.',
    );
  });
  test('a build says where the image goes', () => {
    expect(explain({ ...BUILD, tags: ['a', 'b'], target: 'build' }, FACTS)).toEqual([
      'Sends /home/me/shop to workbench, but for what .dockerignore leaves out.',
      'Builds up to the stage build.',
      'Loads the image into Docker (context default) as a and b.',
    ]);
    expect(explain({ ...BUILD, outputs: [] }, {}).at(-1)).toBe('Without an image web:1.0 is not used.');
  });
});
