import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { fuzz } from '../../../tools/fuzz/fuzz.ts';
import { mutatedJsonText } from '../../../tools/fuzz/mutate.ts';
import { assertUnpolluted, faultOf } from '../../../tools/fuzz/plain.ts';
import { Journal } from './journal.ts';
import { journalEntrySchema } from './journal-entry.ts';

let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'slipway-fuzz-journal-'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const common = { version: 1, subject: 'b', startedAt: 5, step: 'write-store' };
const place = { node: 'b0', endpoint: 'default', container: 'buildx_buildkit_b0', volume: 'buildx_buildkit_b0_state' };
const ENTRIES = [
  {
    ...common,
    ...place,
    id: 'one',
    kind: 'create-builder',
    builder: 'b',
    keepsVolume: false,
    boot: true,
    useKey: null,
    currentBefore: '',
    instanceHash: '',
  },
  {
    ...common,
    id: 'one',
    kind: 'remove-builder',
    builder: 'b',
    keepState: true,
    instanceHash: '',
    nodes: [{ ...place, containerId: 'c', volumeCreatedAt: 5 }],
  },
  { ...common, id: 'one', kind: 'run-image', endpoint: '', containerId: '' },
];
const files = fc.uniqueArray(
  fc.tuple(fc.constantFrom('one.json', 'two.json', 'one.json.tmp', '.json', 'x'), mutatedJsonText(...ENTRIES)),
  {
    selector: ([name]) => name,
    maxLength: 4,
  },
);

fuzz('a journal of any files is read; what is no entry is named and left alone', 400, files, async (given) => {
  const folder = mkdtempSync(join(base, 'j-'));
  for (const [name, text] of given) writeFileSync(join(folder, name), text);
  const { entries, unreadable } = await new Journal(folder).read();
  const named = given.filter(([name]) => name.endsWith('.json'));
  expect(entries.length + unreadable.length).toBe(named.length);
  for (const entry of entries) {
    expect(journalEntrySchema.parse(entry)).toEqual(entry);
    expect(faultOf(entry, { text: 'any' })).toBeUndefined();
    // Nobody can make an operation undo what another file began.
    expect(named.map(([name]) => name)).toContain(`${entry.id}.json`);
  }
  expect(readdirSync(folder).sort()).toEqual(given.map(([name]) => name).sort());
  assertUnpolluted();
  rmSync(folder, { recursive: true });
});
