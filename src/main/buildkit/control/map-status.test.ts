import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { StatusResponseSchema } from '../gen/control_pb.js';
import { mapStatusResponse } from './map-status.ts';

/** Through the wire and back, as it comes from a daemon. */
function mapped(response: MessageInitShape<typeof StatusResponseSchema>) {
  const bytes = toBinary(StatusResponseSchema, create(StatusResponseSchema, response));
  return mapStatusResponse(fromBinary(StatusResponseSchema, bytes));
}

describe('mapStatusResponse', () => {
  it('maps vertices with and without times, error and group', () => {
    const { vertexes } = mapped({
      vertexes: [
        { digest: 'a', name: 'waiting' },
        {
          digest: 'b',
          inputs: ['a'],
          name: 'done',
          cached: true,
          started: { seconds: 1n, nanos: 2000 },
          completed: { seconds: 2n },
          error: 'bad',
          progressGroup: { id: 'g', name: 'group', weak: true },
        },
      ],
    });
    expect(vertexes).toEqual([
      { digest: 'a', inputs: [], name: 'waiting', cached: false },
      {
        digest: 'b',
        inputs: ['a'],
        name: 'done',
        cached: true,
        started: 1_000_002,
        completed: 2_000_000,
        error: 'bad',
        group: { id: 'g', name: 'group', weak: true },
      },
    ]);
  });

  it('maps sizes to numbers and log bytes to bytes of their own', () => {
    const { statuses, logs } = mapped({
      statuses: [
        { id: 'layer', vertex: 'a', name: 'downloading', current: 5n, total: 2n ** 40n, started: { seconds: 1n } },
      ],
      logs: [{ vertex: 'a', stream: 2n, msg: Buffer.from('höh\n'), timestamp: { seconds: 3n } }],
    });
    expect(statuses).toEqual([
      { vertex: 'a', id: 'layer', name: 'downloading', current: 5, total: 2 ** 40, started: 1_000_000 },
    ]);
    expect(logs).toEqual([{ vertex: 'a', stream: 2, time: 3_000_000, bytes: new Uint8Array(Buffer.from('höh\n')) }]);
    expect(logs[0]?.bytes.buffer.byteLength).toBe(5);
  });

  it('maps warnings with their place', () => {
    const { warnings } = mapped({
      warnings: [
        {
          vertex: 'a',
          level: 1n,
          short: Buffer.from('Rule: text'),
          detail: [Buffer.from('more')],
          url: 'https://docs.docker.com/x',
          info: { filename: 'Dockerfile', data: Buffer.from('FROM x') },
          ranges: [{ start: { line: 3 }, end: { line: 4, character: 2 } }],
        },
      ],
    });
    expect(warnings).toEqual([
      {
        vertex: 'a',
        level: 1,
        short: 'Rule: text',
        detail: ['more'],
        url: 'https://docs.docker.com/x',
        file: 'Dockerfile',
        ranges: [{ startLine: 3, startCharacter: 0, endLine: 4, endCharacter: 2 }],
      },
    ]);
  });
});
