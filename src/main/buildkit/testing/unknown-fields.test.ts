import { create, type DescMessage, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { expect, it } from 'vitest';
import { PruneRequestSchema, SolveRequestSchema, UpdateBuildHistoryRequestSchema } from '../gen/control_pb.js';
import { unknownTo } from './unknown-fields.ts';

function call<Desc extends DescMessage>(method: string, desc: Desc, message: MessageInitShape<Desc>) {
  const bytes = toBinary(desc, create(desc, message));
  const head = Buffer.alloc(5);
  head.writeUInt32BE(bytes.length, 1);
  return { path: `/moby.buildkit.v1.Control/${method}`, sent: [head, Buffer.from(bytes)] };
}

it('finds what an older BuildKit does not know, and nothing else', () => {
  const finalize = call('UpdateBuildHistory', UpdateBuildHistoryRequestSchema, { ref: 'r', finalize: true });
  const prune = call('Prune', PruneRequestSchema, { all: true, reservedSpace: 1n, minFreeSpace: 2n });
  expect(unknownTo('0.13', [finalize, prune])).toEqual([
    'moby.buildkit.v1.PruneRequest.min_free_space',
    'moby.buildkit.v1.UpdateBuildHistoryRequest.finalize',
  ]);
  expect(unknownTo('0.25', [finalize, prune])).toEqual([]);
  expect(unknownTo('0.25', [{ path: '/moby.buildkit.v1.Control/Newer', sent: [] }])).toEqual([
    '/moby.buildkit.v1.Control/Newer',
  ]);
});

it('looks into messages inside of messages', () => {
  const solve = call('Solve', SolveRequestSchema, {
    ref: 'r',
    exporters: [{ type: 'moby', attrs: { name: 'x' } }],
    cache: { exports: [{ type: 'inline', attrs: {} }] },
  });
  expect(unknownTo('0.13', [solve])).toEqual([]);
});
