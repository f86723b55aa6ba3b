import { describe, expect, it } from 'vitest';
import { type Build, type BuildOutput, PLAIN_BUILD } from '../../shared/actions/index.ts';
import { composeExports, sessionExports } from './exports.ts';

const action: Build = {
  ...PLAIN_BUILD,
  builder: 'dock',
  context: '/src/shop',
  tags: ['reg:5000/shop:dev', 'reg:5000/shop:latest'],
};
const name = 'reg:5000/shop:dev,reg:5000/shop:latest';
const own = { driver: 'docker-container', multiPlatform: true, loadsIntoContainerdStore: false };
const engine = { kind: 'socket', path: '/run/docker.sock' } as const;
const all: readonly BuildOutput[] = [
  { kind: 'push' },
  { kind: 'load' },
  { kind: 'docker-archive', path: '/out/shop.tar' },
  { kind: 'oci-archive', path: '/out/oci.tar' },
  { kind: 'tar', path: '/out/files.tar' },
  { kind: 'folder', path: '/out/files' },
];

describe('exports', () => {
  it('are the exporters that buildx sends, the push last', () => {
    expect(composeExports({ ...action, outputs: all }, own).map(({ exporter }) => exporter)).toEqual([
      { type: 'docker', attrs: { name } },
      { type: 'oci', attrs: { name } },
      { type: 'tar', attrs: {} },
      { type: 'local', attrs: {} },
      { type: 'docker', attrs: { name } },
      { type: 'image', attrs: { name, push: 'true', unpack: 'false' } },
    ]);
  });

  it('of the builder in an Engine are its own, which find an image as its store does', () => {
    const outputs: readonly BuildOutput[] = [{ kind: 'push' }, { kind: 'load' }];
    const byDigest = { 'prefer-image-digest': 'true' };
    const push = { name, push: 'true', unpack: 'false' };
    const composed = composeExports({ ...action, outputs }, { ...own, driver: 'docker' });
    expect(composed.map(({ exporter }) => exporter)).toEqual([
      { type: 'moby', attrs: { name, ...byDigest } },
      { type: 'moby', attrs: { ...push, ...byDigest } },
    ]);
    expect(sessionExports(composed, engine)).toEqual([]);
  });

  it('go through the session by their place in the request, except what BuildKit itself delivers', () => {
    expect(sessionExports(composeExports({ ...action, outputs: all }, own), engine)).toEqual([
      { exporterIndex: 0, to: { kind: 'file', path: '/out/shop.tar' } },
      { exporterIndex: 1, to: { kind: 'file', path: '/out/oci.tar' } },
      { exporterIndex: 2, to: { kind: 'file', path: '/out/files.tar' } },
      { exporterIndex: 3, to: { kind: 'folder', path: '/out/files' } },
      { exporterIndex: 4, to: { kind: 'engine-load', engine } },
    ]);
    const inEngine = composeExports({ ...action, outputs: [{ kind: 'load' }] }, { ...own, driver: 'docker' });
    expect(sessionExports(inEngine, engine)).toEqual([]);
  });
});
