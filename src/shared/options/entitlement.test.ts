import { describe, expect, test } from 'vitest';
import { tomlEntitlements, withDefaultEntitlement } from './entitlement.ts';

const DEFAULT = '--allow-insecure-entitlement=network.host';

function stored(flags: readonly string[], driverOpts = {}, driver = 'docker-container', toml: readonly string[] = []) {
  return withDefaultEntitlement({ driver, flags, driverOpts, tomlEntitlements: toml });
}

describe('withDefaultEntitlement', () => {
  test('adds network.host to a normal builder', () => {
    expect(stored([])).toEqual([DEFAULT]);
    expect(stored([], {}, 'kubernetes')).toEqual([DEFAULT]);
    expect(stored(['--debug'])).toEqual(['--debug', DEFAULT]);
  });
  test('adds nothing for drivers that take no flags', () => {
    expect(stored([], { network: 'host' }, 'remote')).toEqual([]);
  });
  test('leaves it out when an entitlement is given, unless the network is the host', () => {
    const own = ['--allow-insecure-entitlement', 'security.insecure'];
    expect(stored(own)).toEqual(own);
    expect(stored(own, { network: 'host' })).toEqual([...own, DEFAULT]);
    expect(stored([DEFAULT], { network: 'host' })).toEqual([DEFAULT]);
  });
  test('leaves it out when the TOML has it, unless the network is the host', () => {
    expect(stored([], {}, 'docker-container', ['network.host'])).toEqual([]);
    expect(stored([], {}, 'docker-container', ['security.insecure'])).toEqual([DEFAULT]);
    expect(stored([], { network: 'host' }, 'docker-container', ['network.host'])).toEqual([DEFAULT]);
  });
  test('does not see what follows a flag that it does not know, as buildx does not', () => {
    const own = ['--debug', '--allow-insecure-entitlement', 'security.insecure'];
    expect(stored(own)).toEqual([...own, DEFAULT]);
    expect(stored(['word', '--allow-insecure-entitlement=security.insecure'])).toEqual([
      'word',
      '--allow-insecure-entitlement=security.insecure',
    ]);
    expect(stored(['--', '--allow-insecure-entitlement=security.insecure'])).toHaveLength(3);
    expect(stored(['--allow-insecure-entitlement'])).toHaveLength(2);
  });
  test('reads the list of a TOML', () => {
    expect(tomlEntitlements('insecure-entitlements = [ "network.host", "device" ]\n[worker.oci]\n')).toEqual([
      'network.host',
      'device',
    ]);
    expect(tomlEntitlements('debug = true')).toEqual([]);
    expect(() => tomlEntitlements('= nonsense')).toThrow();
  });
});
