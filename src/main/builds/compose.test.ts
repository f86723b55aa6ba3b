import { describe, expect, it } from 'vitest';
import { type Build, PLAIN_BUILD } from '../../shared/actions/index.ts';
import { type ComposeFacts, composeBuild } from './compose.ts';

const action: Build = {
  ...PLAIN_BUILD,
  builder: 'dock',
  context: '/src/shop',
  tags: ['shop:dev', 'shop:latest'],
  outputs: [{ kind: 'load' }],
};

const facts: ComposeFacts = {
  ref: 'r'.repeat(25),
  session: 's'.repeat(25),
  driver: 'docker-container',
  files: {
    context: '/src/shop',
    dockerfile: '/src/shop/docker/Dockerfile.prod',
    ignoreFile: undefined,
    policyFile: undefined,
  },
  capabilities: { has: () => true },
  multiPlatform: true,
  loadsIntoContainerdStore: false,
  proxies: {},
  environment: () => undefined,
};

const attributes = (over: Partial<Build>, other: Partial<ComposeFacts> = {}) =>
  composeBuild({ ...action, ...over }, { ...facts, ...other }).request.frontendAttrs;

describe('composeBuild', () => {
  it('sends the Dockerfile by its name and serves its own folder', () => {
    const built = composeBuild(action, facts);
    expect(built.request.frontendAttrs).toEqual({
      filename: 'Dockerfile.prod',
      'attest:provenance': 'mode=min,inline-only=true',
    });
    expect(built.localDirs).toEqual({ context: '/src/shop', dockerfile: '/src/shop/docker' });
    expect(built.request.frontend).toBe('dockerfile.v0');
  });

  it('chooses the exporter by driver and image store', () => {
    const exporters = (other: Partial<ComposeFacts>) => composeBuild(action, { ...facts, ...other }).request.exporters;
    const name = 'shop:dev,shop:latest';
    expect(exporters({})).toEqual([{ type: 'docker', attrs: { name } }]);
    expect(exporters({ loadsIntoContainerdStore: true })).toEqual([
      { type: 'oci', attrs: { name, 'prefer-image-digest': 'true' } },
    ]);
    expect(exporters({ driver: 'docker', multiPlatform: false })).toEqual([{ type: 'moby', attrs: { name } }]);
    expect(exporters({ driver: 'docker' })).toEqual([{ type: 'moby', attrs: { name, 'prefer-image-digest': 'true' } }]);
    expect(composeBuild({ ...action, outputs: [] }, facts).request.exporters).toEqual([]);
    expect(composeBuild({ ...action, tags: [] }, facts).request.exporters).toEqual([{ type: 'docker', attrs: {} }]);
  });

  it('passes target, platforms, no-cache and pull as the CLI does', () => {
    expect(
      attributes({ target: 'test', platforms: ['linux/amd64', 'linux/arm64'], noCache: true, pull: true }),
    ).toEqual({
      filename: 'Dockerfile.prod',
      target: 'test',
      platform: 'linux/amd64,linux/arm64',
      'no-cache': '',
      'image-resolve-mode': 'pull',
      'attest:provenance': 'mode=min,inline-only=true',
    });
    expect(attributes({}, { driver: 'docker', multiPlatform: false })).toEqual({
      filename: 'Dockerfile.prod',
      'image-resolve-mode': 'local',
    });
  });

  it('adds proxies and SOURCE_DATE_EPOCH only where nobody gave them', () => {
    const environment = (name: string) => (name === 'SOURCE_DATE_EPOCH' ? '1700000000' : undefined);
    const proxies = { HTTP_PROXY: 'http://proxy:3128', NO_PROXY: 'localhost' };
    expect(attributes({ args: [{ name: 'http_proxy', value: '' }] }, { proxies, environment })).toMatchObject({
      'build-arg:http_proxy': '',
      'build-arg:NO_PROXY': 'localhost',
      'build-arg:SOURCE_DATE_EPOCH': '1700000000',
    });
    expect(attributes({ args: [{ name: 'http_proxy', value: '' }] }, { proxies })).not.toHaveProperty(
      'build-arg:HTTP_PROXY',
    );
    expect(attributes({ args: [{ name: 'SOURCE_DATE_EPOCH', value: '1' }] }, { environment })).toMatchObject({
      'build-arg:SOURCE_DATE_EPOCH': '1',
    });
  });

  it('asks for the cache inside the image by an argument that is true as Go reads it', () => {
    const given = (...values: readonly string[]) => {
      const args = values.map((value) => ({ name: 'BUILDKIT_INLINE_CACHE', value }));
      return composeBuild({ ...action, args }, facts).request;
    };
    const inline = [{ type: 'inline', attrs: {} }];
    for (const value of ['1', 't', 'True']) expect(given(value).cacheExports).toEqual(inline);
    for (const value of ['0', 'yes', 'tRuE', ' 1', '']) expect(given(value).cacheExports).toEqual([]);
    expect(given('0', '1').cacheExports).toEqual(inline);
    expect(given('1', '0').cacheExports).toEqual([]);
    expect(given().cacheExports).toEqual([]);
    const args = [{ name: 'buildkit_inline_cache', value: '1' }];
    expect(composeBuild({ ...action, args }, facts).request.cacheExports).toEqual([]);
    expect(given('1').frontendAttrs).toMatchObject({ 'build-arg:BUILDKIT_INLINE_CACHE': '1' });
  });

  it('leaves attestations out where they cannot be kept or are switched off', () => {
    const has = (other: Partial<ComposeFacts>) => 'attest:provenance' in attributes({}, other);
    expect(has({})).toBe(true);
    expect(has({ capabilities: { has: () => false } })).toBe(false);
    expect(has({ multiPlatform: false })).toBe(false);
    expect(has({ environment: (name) => (name === 'BUILDX_NO_DEFAULT_ATTESTATIONS' ? '1' : undefined) })).toBe(false);
    expect(has({ environment: () => 'no' })).toBe(true);
  });
});
