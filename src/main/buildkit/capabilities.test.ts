import { describe, expect, it } from 'vitest';
import { capabilitiesOf, parseVersion } from './capabilities.ts';
import type { BuildkitVersion } from './control/worker-types.ts';

function info(version: string, dockerfileVersion = ''): BuildkitVersion {
  return { package: '', version, revision: '', dockerfileVersion };
}

describe('parseVersion', () => {
  it.each([
    ['v0.34.2', { major: 0, minor: 34, patch: 2 }],
    ['v0.25.2-moby', { major: 0, minor: 25, patch: 2 }],
    ['28.5.2+dfsg4', { major: 28, minor: 5, patch: 2 }],
    ['1.28', { major: 1, minor: 28, patch: 0 }],
    ['v0.0.0+unknown', undefined],
    ['73ed6825', undefined],
    ['', undefined],
  ])('%s', (text, expected) => {
    expect(parseVersion(text)).toEqual(expected);
  });
});

describe('capabilitiesOf', () => {
  it("takes the daemon's own version first", () => {
    const found = capabilitiesOf({ info: info('v0.34.2', '1.20'), engineVersion: '20.10.24' });
    expect(found.source).toBe('daemon');
    expect([found.has('localExporterSource'), found.has('history')]).toEqual([true, true]);
  });

  it("falls back to the Dockerfile frontend's version", () => {
    const found = capabilitiesOf({ info: info('v0.0.0+unknown', '1.27.0-dev') });
    expect([found.source, found.version?.minor]).toEqual(['dockerfile', 33]);
    expect([found.has('encodedSharedKey'), found.has('localExporterSource')]).toEqual([true, false]);
  });

  it.each([
    ['26.1.5+dfsg1', 'exporters', 'finalizeHistory'],
    ['28.5.2', 'finalizeHistory', 'historyFilterSafe'],
    ['24.0.9', 'history', 'exporters'],
    ['30.0.0', 'resourceLimits', 'encodedSharedKey'],
  ] as const)("falls back to the Engine's version: %s", (engineVersion, has, lacks) => {
    const found = capabilitiesOf({ info: info('v0.0.0+unknown'), engineVersion });
    expect([found.source, found.has(has), found.has(lacks)]).toEqual(['engine', true, false]);
  });

  it('takes an unknown version for the oldest', () => {
    const found = capabilitiesOf({ info: info('v0.0.0+unknown') });
    expect([found.source, found.has('warnings')]).toEqual(['unknown', false]);
  });
});
