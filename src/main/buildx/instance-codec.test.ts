import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeInstance, encodeInstance } from './instance-codec.ts';
import type { StoredInstance } from './types.ts';

/** As docker buildx 0.29.1 wrote them. */
const FULL =
  '{"Name":"MyBuilder","Driver":"docker-container","Nodes":[{"Name":"mybuilder0","Endpoint":"unix:///var/run/docker.sock","Platforms":[{"architecture":"amd64","os":"linux"}],"DriverOpts":{"memory":"1g"},"Flags":["--debug","--allow-insecure-entitlement=network.host"],"Files":{"buildkitd.toml":"ZGVidWcgPSB0cnVlCg=="}}],"Dynamic":false}';
const PLAIN =
  '{"Name":"b","Driver":"docker-container","Nodes":[{"Name":"b0","Endpoint":"default","Platforms":null,"DriverOpts":null,"Flags":["--allow-insecure-entitlement=network.host"],"Files":null}],"Dynamic":false}';
const EMPTIED =
  '{"Name":"b","Driver":"docker-container","Nodes":[{"Name":"b0","Endpoint":"default","Platforms":[],"DriverOpts":{},"Flags":[],"Files":{"buildkitd.toml":""}}],"Dynamic":false}';
const PLATFORM =
  '{"Name":"w","Driver":"remote","Nodes":[{"Name":"w0","Endpoint":"tcp://h:1","Platforms":[{"architecture":"amd64","os":"windows","os.version":"10.0.1","os.features":["win32k"]},{"architecture":"arm","os":"linux","variant":"v7"}],"DriverOpts":null,"Flags":null,"Files":null}],"Dynamic":true}';

describe('instance file', () => {
  it.each([FULL, PLAIN, EMPTIED, PLATFORM])('is written back byte for byte', (text) => {
    expect(encodeInstance(decodeInstance(text))).toBe(text);
  });

  it('keeps null and empty apart', () => {
    expect(decodeInstance(PLAIN).nodes[0]).toMatchObject({ platforms: null, driverOpts: null, files: null });
    expect(decodeInstance(EMPTIED).nodes[0]).toMatchObject({ platforms: [], driverOpts: {}, flags: [] });
  });

  it('reads keys in any case and leaves unknown ones out', () => {
    const read = decodeInstance('{"name":"b","DRIVER":"remote","nodes":[{"name":"b0","endpoint":"e","X":1}],"Y":2}');
    expect(read).toEqual({
      name: 'b',
      driver: 'remote',
      nodes: [{ name: 'b0', endpoint: 'e', platforms: null, driverOpts: null, flags: null, files: null }],
      dynamic: false,
    });
  });

  it('escapes what Go escapes and sorts keys by their bytes', () => {
    const text = encodeInstance(instanceWith({ '\uffee': 'a', '\u{1f600}': '<&>\u2028"\\\n', A: '\ud800' }));
    expect(text).toContain(
      '"DriverOpts":{"A":"\ufffd","\uffee":"a","\u{1f600}":"\\u003c\\u0026\\u003e\\u2028\\"\\\\\\n"}',
    );
  });

  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"Name":""}',
    '{"__proto__":{"Name":"b","Driver":"remote"}}',
    '{"Name":"b","Nodes":{}}',
    '{"Name":"b","Nodes":[{"Files":{"a":"*"}}]}',
  ])('refuses %j', (text) => {
    expect(() => decodeInstance(text)).toThrow();
  });

  it('gives back any builder that was written', () => {
    const word = fc.string({ unit: 'grapheme', maxLength: 12 });
    // zod passes over a key that would set the prototype.
    const key = word.filter((text) => text !== '__proto__');
    const nilable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
    const node = fc.record({
      name: word,
      endpoint: word,
      platforms: nilable(fc.array(fc.record({ architecture: word, os: word }), { maxLength: 2 })),
      driverOpts: nilable(fc.dictionary(key, word, { maxKeys: 4, noNullPrototype: true })),
      flags: nilable(fc.array(word, { maxLength: 3 })),
      files: nilable(fc.dictionary(key, fc.uint8Array({ maxLength: 9 }), { maxKeys: 2, noNullPrototype: true })),
    });
    const instance = fc.record({
      name: fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
      driver: word,
      nodes: fc.array(node, { maxLength: 3 }),
      dynamic: fc.boolean(),
    });
    fc.assert(
      fc.property(instance, (given) => {
        expect(decodeInstance(encodeInstance(given))).toEqual(given);
      }),
    );
  });
});

function instanceWith(driverOpts: Record<string, string>): StoredInstance {
  const node = { name: 'b0', endpoint: 'e', platforms: null, driverOpts, flags: null, files: null };
  return { name: 'b', driver: 'docker-container', nodes: [node], dynamic: false };
}
