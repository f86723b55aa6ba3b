import fc from 'fast-check';
import { parse, TomlDate } from 'smol-toml';
import { expect } from 'vitest';
import { fuzz } from '../../../tools/fuzz/fuzz.ts';
import { HOSTILE_NAMES, mutatedText } from '../../../tools/fuzz/mutate.ts';
import { assertUnpolluted } from '../../../tools/fuzz/plain.ts';
import { SlipwayError } from '../../shared/contract/index.ts';
import { configFilesOf } from './config-files.ts';
import { tomlText } from './toml-text.ts';

const CERTS = `[registry.'h']
  ca=['/no/such.pem']
  [[registry.'h'.keypair]]
    key='/no/such.key'
`;
const SAMPLE = `debug = true
insecure-entitlements = [ "network.host", "security.insecure" ]
[log]
  format = "text"
[registry."docker.io"]
  mirrors = ["mirror.example:5000/a"]
  http = true
[worker.oci]
  max-parallelism = 4
  gckeepstorage = 9_000
  when = 1979-05-27T07:32:00.999Z
  ratio = 6.26e-10
  [[worker.oci.gcpolicy]]
    filters = [ "type==source.local", 'a''b' ]
`;

fuzz(
  'a buildkitd.toml is read or refused with a typed failure',
  1500,
  mutatedText(
    fc.constantFrom(
      SAMPLE,
      SAMPLE,
      CERTS,
      '[__proto__]\na = 1',
      'constructor.prototype.x = 1',
      '[registry.__proto__]\nhttp = true',
    ),
  ),
  async (text) => {
    let files: Awaited<ReturnType<typeof configFilesOf>>;
    try {
      files = await configFilesOf({ path: '/x/buildkitd.default.toml', text });
    } catch (error) {
      expect(error).toBeInstanceOf(SlipwayError);
      expect((error as SlipwayError).failure.code).toBe('invalid-input');
      return;
    }
    assertUnpolluted();
    const written = new TextDecoder().decode(files.files['buildkitd.toml']);
    // What was written anew says the same; certificates that are there are named at no other place in these samples.
    if (!/keypair/.test(text)) expect(withoutProto(read(written))).toEqual(withoutProto(read(text)));
  },
);

const key = fc.oneof(
  fc.constantFrom(...HOSTILE_NAMES, 'a', 'b.c', '', "'", 'ä\n'),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
);
const leaf = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('\u0000', "'", '"""', '\\', '\u007f', '\r\n'),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.boolean(),
  fc.double({ noNaN: true }),
  fc
    .constantFrom('1979-05-27T07:32:00Z', '1979-05-27', '07:32:00.5', '1979-05-27T00:32:00-07:00')
    .map((text) => new TomlDate(text)),
);
const { table } = fc.letrec<{ table: Record<string, unknown>; value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.array(leaf, { maxLength: 3 }),
    fc.array(tie('table'), { maxLength: 2 }),
    tie('table'),
  ),
  table: fc
    .array(fc.tuple(key, tie('value')), { maxLength: 4 })
    .map((entries) => Object.fromEntries(entries) as Record<string, unknown>),
}));

fuzz('a document that was written is read as it was', 1500, table, (document) => {
  expect(read(tomlText(document))).toEqual(plain(document));
  assertUnpolluted();
});

function read(text: string): unknown {
  return plain(parse(text, { integersAsBigInt: true }));
}

/** A table of that name is nothing that BuildKit knows, and is left out. */
function withoutProto(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutProto);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => name !== '__proto__');
  return Object.fromEntries(entries.map(([name, held]) => [name, withoutProto(held)]));
}

/** Dates by their text, minus zero as zero. */
function plain(value: unknown): unknown {
  if (value instanceof TomlDate) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, plain(held)]));
  }
  return Object.is(value, -0) ? 0 : value;
}
