import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { fuzz } from '../../../tools/fuzz/fuzz.ts';
import { HOSTILE_NAMES, mutatedBytes, mutatedJsonText } from '../../../tools/fuzz/mutate.ts';
import { assertUnpolluted, faultOf } from '../../../tools/fuzz/plain.ts';
import { SlipwayError } from '../../shared/contract/index.ts';
import { environmentOf } from '../engine/index.ts';
import { defaultsFileOf } from './current.ts';
import { decodeInstance, encodeInstance } from './instance-codec.ts';
import { openStore } from './store.ts';

/** As docker buildx 0.38.2 writes them, with each field that there is. */
const INSTANCES = [
  {
    Name: 'MyBuilder',
    Driver: 'docker-container',
    Nodes: [
      {
        Name: 'mybuilder0',
        Endpoint: 'unix:///var/run/docker.sock',
        Platforms: [{ architecture: 'arm', os: 'linux', variant: 'v7', 'os.version': '1', 'os.features': ['x'] }],
        DriverOpts: { memory: '1g', 'env.A': 'b' },
        Flags: ['--debug', '--allow-insecure-entitlement=network.host'],
        Files: { 'buildkitd.toml': 'ZGVidWcgPSB0cnVlCg==' },
      },
      { Name: 'mybuilder1', Endpoint: 'c', Platforms: null, DriverOpts: null, Flags: null, Files: null },
    ],
    Dynamic: false,
  },
];
const instanceText = mutatedJsonText(...INSTANCES);

fuzz(
  'an instance file is read or refused, and what was read is written and read the same',
  3000,
  instanceText,
  (text) => {
    let read: ReturnType<typeof decodeInstance>;
    try {
      read = decodeInstance(text);
    } catch {
      return;
    }
    expect(faultOf(read, { text: 'any' })).toBeUndefined();
    assertUnpolluted();
    // Go has no lone surrogates: they are written as U+FFFD.
    if (faultOf(read) === undefined) expect(decodeInstance(encodeInstance(read))).toEqual(read);
  },
);

let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'slipway-fuzz-store-'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const KEY = 'unix:///var/run/docker.sock';
const text = (sample: unknown) => mutatedJsonText(sample).map((one) => Buffer.from(one));
const anyBytes = fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes));
const name = fc.constantFrom(
  'mybuilder',
  'MyBuilder',
  'b',
  '.tmp-b1',
  'b~',
  'constructor',
  '__proto__',
  '.DS_Store',
  'ä',
);
const fileOf = (content: fc.Arbitrary<Buffer>) => fc.oneof({ weight: 5, arbitrary: content }, anyBytes);
const store = fc.record({
  instances: fc.uniqueArray(fc.tuple(name, fileOf(instanceText.map((one) => Buffer.from(one)))), {
    selector: ([one]) => one,
    maxLength: 3,
  }),
  current: fc.option(fileOf(text({ Key: KEY, Name: 'mybuilder', Global: false }))),
  chosen: fc.option(fc.oneof(fc.constantFrom('mybuilder', ...HOSTILE_NAMES, '../b', '').map(Buffer.from), anyBytes)),
  activity: fc.option(
    fileOf(mutatedBytes(fc.constant(Buffer.from('2026-11-23T00:30:05Z'))).map((bytes) => Buffer.from(bytes))),
  ),
  ref: fc.option(fileOf(text({ Target: 'x', LocalPath: '/a', DockerfilePath: '-', GroupRef: 'g' }))),
});

fuzz(
  'a store of any files is listed and never changed',
  120,
  store,
  async ({ instances, current, chosen, activity, ref }) => {
    const dir = mkdtempSync(join(base, 's'));
    const put = (path: readonly string[], bytes: Uint8Array | null) => {
      if (bytes === null) return;
      mkdirSync(join(dir, ...path.slice(0, -1)), { recursive: true });
      writeFileSync(join(dir, ...path), bytes);
    };
    for (const [file, bytes] of instances) put(['instances', file], bytes);
    put(['current'], current);
    put(['defaults', defaultsFileOf(KEY)], chosen);
    put(['activity', 'MyBuilder'], activity);
    put(['refs', 'b', 'b0', 'abc'], ref);
    const before = filesOf(dir);
    const opened = openStore({ dir, environment: environmentOf({ env: {}, home: base, platform: 'linux' }) });
    const { instances: listed, problems } = await opened.list();
    const selected = await opened.current(KEY);
    const state = await opened.readRef({ builder: 'b', node: 'b0', id: 'abc' });
    for (const [file] of instances) {
      const found = await opened.read(file).catch((error: unknown) => {
        expect(error).toBeInstanceOf(SlipwayError);
      });
      if (found) expect(listed.map(({ key }) => key)).toContain(found.key);
    }
    expect(faultOf([listed, problems, selected, state ?? null], { text: 'any' })).toBeUndefined();
    for (const { failure } of problems)
      expect(failure).toMatchObject({ code: 'store-broken', title: expect.any(String) });
    for (const { lastActivity } of listed)
      expect(lastActivity === undefined || Number.isSafeInteger(lastActivity)).toBe(true);
    // Whatever is selected is one of those that are there.
    if (selected.builder !== undefined) expect(listed.map(({ key }) => key)).toContain(selected.builder);
    assertUnpolluted();
    expect(filesOf(dir)).toEqual(before);
    rmSync(dir, { recursive: true });
  },
);

function filesOf(dir: string): Readonly<Record<string, string>> {
  const paths = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    paths.map(({ parentPath, name: file }) => [join(parentPath, file), readFileSync(join(parentPath, file), 'latin1')]),
  );
}
