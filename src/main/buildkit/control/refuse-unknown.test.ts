import { expect, it } from 'vitest';
import { capabilitiesOf } from '../capabilities.ts';
import { refusePrune, refuseUpdate } from './refuse-unknown.ts';

const of = (version: string) => capabilitiesOf({ info: { package: '', version, revision: '', dockerfileVersion: '' } });
const unsupported = expect.objectContaining({ failure: expect.objectContaining({ code: 'unsupported' }) });

it('no record is unpinned by a BuildKit that knows no finalize', () => {
  const finalize = (version: string) => () => refuseUpdate({ kind: 'finalize', ref: 'r', capabilities: of(version) });
  expect(finalize('v0.14.1')).toThrow(unsupported);
  expect(finalize('v0.0.0+unknown')).toThrow(unsupported);
  expect(finalize('v0.15.0')).not.toThrow();
  expect(() => refuseUpdate({ kind: 'pin', ref: 'r', pinned: true })).not.toThrow();
});

it('nothing is removed by a BuildKit that would leave a limit out', () => {
  expect(() => refusePrune({ maxUsedSpace: 1 }, of('v0.16.0'))).toThrow(unsupported);
  expect(() => refusePrune({ minFreeSpace: 1 }, of('v0.16.0'))).toThrow(unsupported);
  expect(() => refusePrune({ maxUsedSpace: 1, minFreeSpace: 1 }, of('v0.17.0'))).not.toThrow();
  expect(() => refusePrune({ reservedSpace: 1, keepDuration: 1, all: true }, of('v0.10.0'))).not.toThrow();
});
