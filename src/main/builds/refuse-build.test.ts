import { describe, expect, it } from 'vitest';
import { type Build, type BuilderFacts, type BuildOutput, PLAIN_BUILD } from '../../shared/actions/index.ts';
import { composeExports } from './exports.ts';
import { refuseInvalid, refuseUnsupported } from './refuse-build.ts';

const action: Build = {
  ...PLAIN_BUILD,
  builder: 'dock',
  context: '/src/shop',
};
const failureOf = (run: () => void) => {
  try {
    run();
  } catch (error) {
    return (error as { failure: unknown }).failure;
  }
  return undefined;
};

function builder(driver: string, features: Readonly<Record<string, boolean>> = {}): readonly BuilderFacts[] {
  return [{ name: 'dock', driver, implicit: false, nodes: [{ name: 'dock0', endpoint: 'default', features }] }];
}

describe('before it starts', () => {
  it('a push without a name is refused at the names', () => {
    expect(
      failureOf(() =>
        refuseInvalid({ ...action, outputs: [{ kind: 'push' }] }, { builders: builder('docker-container') }),
      ),
    ).toMatchObject({
      code: 'invalid-input',
      field: 'tags',
      detail: 'tag is needed when pushing to registry',
    });
  });
  it('the builder of Docker Engine pushes nothing and writes no image files, but with containerd’s image store', () => {
    const outputs: readonly BuildOutput[] = [{ kind: 'load' }, { kind: 'oci-archive', path: '/out.tar' }];
    const refused = (...known: Parameters<typeof builder>) =>
      failureOf(() => refuseInvalid({ ...action, outputs }, { builders: builder(...known) }));
    expect(refused('docker', { 'OCI exporter': false })).toMatchObject({ field: 'outputs.1' });
    expect(refused('docker', { 'OCI exporter': true })).toBeUndefined();
    expect(refused('docker')).toBeUndefined();
    expect(refused('docker-container')).toBeUndefined();
  });
  it('a variable that names no platform is refused by its name, but where one is chosen', () => {
    const defaultPlatform = { value: 'nonsense', from: 'login-shell' } as const;
    const refused = (platforms: string[]) =>
      failureOf(() => refuseInvalid({ ...action, platforms }, { defaultPlatform }));
    expect(refused([])).toMatchObject({
      code: 'invalid-input',
      field: 'platforms',
      title: expect.stringContaining('DOCKER_DEFAULT_PLATFORM is set to “nonsense”'),
    });
    expect(refused(['linux/arm64'])).toBeUndefined();
  });
});

describe('once the builder is known', () => {
  const facts = {
    capabilities: { has: () => true },
    driver: 'docker-container',
    loadsIntoContainerdStore: false,
    multiPlatform: true,
  };
  const refused = (outputs: readonly BuildOutput[], platforms: readonly string[], other: Partial<typeof facts> = {}) =>
    failureOf(() =>
      refuseUnsupported(composeExports({ ...action, outputs }, facts), platforms, { ...facts, ...other }),
    );
  const old = { capabilities: { has: () => false } };

  it('several outputs need a BuildKit that makes several', () => {
    const outputs: readonly BuildOutput[] = [{ kind: 'load' }, { kind: 'folder', path: '/out' }];
    expect(refused(outputs, [], old)).toMatchObject({ code: 'unsupported', field: 'outputs' });
    expect(refused(outputs, [])).toBeUndefined();
    expect(refused([{ kind: 'load' }], [], old)).toBeUndefined();
  });
  it('a push and image files need an Engine that leaves them to its BuildKit, where that was not known before', () => {
    const classic = { driver: 'docker', multiPlatform: false };
    expect(refused([{ kind: 'push' }], [], classic)).toMatchObject({ code: 'unsupported', field: 'outputs' });
    expect(refused([{ kind: 'docker-archive', path: '/a.tar' }], [], classic)).toMatchObject({ field: 'outputs' });
    expect(refused([{ kind: 'load' }, { kind: 'folder', path: '/out' }], [], classic)).toBeUndefined();
    expect(refused([{ kind: 'push' }], [], { driver: 'docker' })).toBeUndefined();
  });
  it('several platforms need a place that holds them', () => {
    const two = ['linux/amd64', 'linux/arm64'];
    expect(refused([{ kind: 'load' }], two)).toMatchObject({ field: 'platforms' });
    expect(refused([{ kind: 'load' }], two, { loadsIntoContainerdStore: true })).toBeUndefined();
    expect(refused([{ kind: 'push' }], two)).toBeUndefined();
    expect(refused([], two, { multiPlatform: false })).toMatchObject({ field: 'platforms' });
    expect(refused([], ['linux/arm64'], { multiPlatform: false })).toBeUndefined();
  });
});
