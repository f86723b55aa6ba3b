import { describe, expect, test } from 'vitest';
import type { ActionFacts } from './facts.ts';
import {
  type Build,
  type BuildOutput,
  type BuildSecret,
  cliTwin,
  copyTwin,
  explain,
  PLAIN_BUILD,
  validate,
} from './index.ts';

const BUILD: Build = {
  ...PLAIN_BUILD,
  builder: 'workbench',
  context: '/src',
  tags: ['web:1.0'],
};
/** The node of an Engine's own builder, with the classic image store or with containerd's. */
function inEngine(containerd: boolean) {
  const features = { 'Direct push': containerd, 'Docker exporter': containerd, 'OCI exporter': containerd };
  return { name: 'default', endpoint: 'default', features };
}
const FACTS: ActionFacts = {
  builders: [
    {
      name: 'workbench',
      driver: 'docker-container',
      implicit: false,
      nodes: [
        {
          name: 'n0',
          endpoint: 'default',
          platforms: [
            { name: 'linux/amd64', native: true },
            { name: 'linux/arm64', native: false },
          ],
        },
      ],
    },
    { name: 'default', driver: 'docker', implicit: true, nodes: [inEngine(false)] },
    { name: 'newer', driver: 'docker', implicit: true, nodes: [inEngine(true)] },
  ],
  engine: { containerdImageStore: false },
};
const found = (over: Partial<Build>, facts = FACTS) =>
  validate({ ...BUILD, ...over }, facts).map(({ severity, field }) => `${severity} ${field}`);
const command = (over: Partial<Build>) => copyTwin({ ...BUILD, ...over, tags: [] }, {}, 'bash');
const secret = (from: BuildSecret['from'], id = 'token'): BuildSecret => ({ id, from });

describe('outputs that cannot be', () => {
  test.each<[string, readonly BuildOutput[], readonly string[]]>([
    ['a path that is not whole', [{ kind: 'folder', path: 'out' }], ['error outputs.0.path']],
    ['a file without a name', [{ kind: 'tar', path: '/out/' }], ['error outputs.0.path']],
    ['a folder with a slash at its end', [{ kind: 'folder', path: '/out/' }], []],
    ['the same twice', [{ kind: 'load' }, { kind: 'load' }], ['error outputs.1']],
    [
      'two things in one place',
      [
        { kind: 'folder', path: '/out/' },
        { kind: 'oci-archive', path: '/out' },
      ],
      ['error outputs.1.path'],
    ],
    ['Windows paths', [{ kind: 'tar', path: 'C:\\out\\x.tar' }], []],
    ['everything at once', [{ kind: 'load' }, { kind: 'push' }, { kind: 'docker-archive', path: '/a' }], []],
  ])('%s', (_what, outputs, issues) => {
    expect(found({ outputs })).toEqual(issues);
  });

  test('a push needs a name, a load does well with one, files need none', () => {
    expect(found({ tags: [], outputs: [{ kind: 'push' }, { kind: 'load' }] })).toEqual(['error tags']);
    expect(found({ tags: [], outputs: [{ kind: 'oci-archive', path: '/a' }] })).toEqual(['warning tags']);
    expect(found({ tags: [], outputs: [{ kind: 'folder', path: '/a' }] })).toEqual([]);
    expect(validate({ ...BUILD, tags: [], outputs: [{ kind: 'push' }] }, FACTS)[0]?.original).toBe(
      'tag is needed when pushing to registry',
    );
  });

  test('the builder of Docker Engine loads and writes files, and the rest only with containerd’s image store', () => {
    const outputs: readonly BuildOutput[] = [
      { kind: 'load' },
      { kind: 'push' },
      { kind: 'docker-archive', path: '/a' },
      { kind: 'oci-archive', path: '/b' },
      { kind: 'tar', path: '/c' },
      { kind: 'folder', path: '/d' },
    ];
    expect(found({ builder: 'default', outputs })).toEqual(['error outputs.1', 'error outputs.2', 'error outputs.3']);
    expect(found({ builder: 'newer', outputs })).toEqual([]);
    expect(found({ builder: 'unheard of', outputs }, {})).toEqual([]);
  });

  test('several platforms fit where an index fits', () => {
    const platforms = ['linux/amd64', 'linux/arm64'];
    expect(found({ platforms, outputs: [{ kind: 'push' }] })).toEqual([]);
    expect(found({ platforms, outputs: [{ kind: 'oci-archive', path: '/a' }] })).toEqual([]);
    expect(found({ platforms, outputs: [{ kind: 'docker-archive', path: '/a' }] })).toEqual(['error platforms']);
    expect(found({ platforms, outputs: [{ kind: 'load' }] })).toEqual(['error platforms']);
    const containerd = { ...FACTS, engine: { containerdImageStore: true } };
    expect(found({ platforms, outputs: [{ kind: 'load' }] }, containerd)).toEqual([]);
    expect(found({ builder: 'default', platforms, outputs: [{ kind: 'load' }] })).toEqual(['error platforms']);
    expect(found({ builder: 'default', platforms, outputs: [{ kind: 'load' }] }, containerd)).toEqual([]);
  });

  test('a platform without an emulator is a warning, since not every build runs a program', () => {
    const outputs: readonly BuildOutput[] = [{ kind: 'push' }];
    expect(found({ outputs, platforms: ['linux/arm64/v8'] })).toEqual([]);
    expect(found({ outputs, platforms: ['linux/s390x'] })).toEqual(['warning platforms.0']);
  });
});

describe('secrets that cannot be', () => {
  test.each<[string, readonly BuildSecret[], readonly string[]]>([
    ['a strange id', [secret({ kind: 'typed', value: 'x' }, 'a,b')], ['error secrets.0.id']],
    ['an id that leads elsewhere', [secret({ kind: 'typed', value: 'x' }, '..')], ['error secrets.0.id']],
    [
      'an id twice',
      [secret({ kind: 'typed', value: 'x' }), secret({ kind: 'environment', name: 'Y' })],
      ['error secrets.1.id'],
    ],
    ['a path that is not whole', [secret({ kind: 'file', path: '.npmrc' })], ['error secrets.0.from']],
    ['a variable that is none', [secret({ kind: 'environment', name: 'A=B' })], ['error secrets.0.from']],
    ['no value', [secret({ kind: 'typed', value: '' })], ['error secrets.0.from']],
    ['good ones', [secret({ kind: 'file', path: '/a' }), secret({ kind: 'typed', value: 'x' }, 'b.c-d_e')], []],
  ])('%s', (_what, secrets, issues) => {
    expect(found({ secrets, outputs: [{ kind: 'load' }] })).toEqual(issues);
  });
});

describe('the twin', () => {
  test('of each output', () => {
    expect(command({ outputs: [{ kind: 'push' }] })).toBe('docker buildx build --builder workbench --push /src');
    expect(command({ outputs: [{ kind: 'load' }, { kind: 'folder', path: '/out' }, { kind: 'push' }] })).toBe(
      'docker buildx build --builder workbench -o type=local,dest=/out --push --load /src',
    );
    expect(
      command({
        outputs: [
          { kind: 'oci-archive', path: '/a.tar' },
          { kind: 'tar', path: '/b, "c".tar' },
        ],
      }),
    ).toBe(`docker buildx build --builder workbench -o type=oci,dest=/a.tar -o 'type=tar,"dest=/b, ""c"".tar"' /src`);
  });
  test('loads beside a Docker archive, which --load would not', () => {
    expect(command({ outputs: [{ kind: 'load' }, { kind: 'docker-archive', path: '/a.tar' }] })).toBe(
      'docker buildx build --builder workbench -o type=docker,dest=/a.tar -o type=docker /src',
    );
  });
  test('of secrets never holds a value, and says what to set', () => {
    const secrets = [
      secret({ kind: 'file', path: '/home/me/.npmrc' }, 'npmrc'),
      secret({ kind: 'environment', name: 'GH' }, 'gh'),
      secret({ kind: 'typed', value: 'gehe1m' }, 'api-key'),
      secret({ kind: 'typed', value: 'gehe1m' }, '2nd'),
    ];
    const [twin] = cliTwin({ ...BUILD, tags: [], secrets }, {}, 'bash');
    expect(twin?.text).toBe(
      'docker buildx build --builder workbench --secret id=npmrc,src=/home/me/.npmrc --secret id=gh,env=GH' +
        ' --secret id=api-key,env=API_KEY --secret id=2nd,env=SECRET_2ND --output type=cacheonly /src',
    );
    expect(twin?.hint).toContain('API_KEY, SECRET_2ND');
    expect(JSON.stringify(twin)).not.toContain('gehe1m');
    expect(cliTwin(BUILD, {}, 'bash')[0]).not.toHaveProperty('hint');
  });
});

test('each output and secret is explained, without its value', () => {
  const sentences = explain(
    {
      ...BUILD,
      outputs: [
        { kind: 'push' },
        { kind: 'docker-archive', path: '/a.tar' },
        { kind: 'oci-archive', path: '/b.tar' },
        { kind: 'tar', path: '/c.tar' },
        { kind: 'folder', path: '/d' },
      ],
      secrets: [secret({ kind: 'typed', value: 'gehe1m' }), secret({ kind: 'file', path: '/s' }, 'f')],
    },
    {},
  );
  expect(sentences.slice(2)).toEqual([
    'Lets steps read the secret token; it stays out of the image.',
    'Lets steps read the secret f from /s; it stays out of the image.',
    'Puts the image in its registry as web:1.0.',
    'Writes the image to /a.tar, for docker load.',
    'Writes the image to /b.tar, as an OCI archive.',
    'Writes the files that were made to /c.tar, as one tar file.',
    'Lays the files that were made into /d; what else is there stays.',
  ]);
});
