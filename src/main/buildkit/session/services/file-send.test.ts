import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import http2, { type ClientHttp2Stream } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Packet_PacketType, PacketSchema, StatSchema } from '../../gen/fsutil_pb.js';
import { readPacket } from '../fsutil/packet.ts';
import { PacketType } from '../fsutil/wire.ts';
import { FrameReader, frameMessage } from '../grpc/framing.ts';
import type { Handler } from '../grpc/serve.ts';
import { connectTo } from '../testing/receive-tree.ts';
import { fileSendService } from './file-send.ts';

const PATH = '/moby.filesync.v1.FileSend/DiffCopy';
const CONTENT = 'all of it';

let folder: string;
let client: http2.ClientHttp2Session | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-file-send-'));
});
afterEach(() => {
  client?.destroy();
  rmSync(folder, { recursive: true, force: true });
});

const packet = (fields: MessageInitShape<typeof PacketSchema>): Buffer =>
  frameMessage(toBinary(PacketSchema, create(PacketSchema, fields)));

/**
 * A daemon's end of the export of a folder with one file in it, which gives the content when it is asked for.
 *
 * @param onPacket what it does when a packet has come from here
 * @returns what is told of the export, and whether the call was taken for whole
 */
async function exportFolder(onPacket: (type: number, call: ClientHttp2Stream) => void) {
  const reports: string[] = [];
  const place = { exporterIndex: 0, to: { kind: 'folder', path: folder } } as const;
  const [[, service] = []] = fileSendService([place], async () => {}, {
    failed: (_to, error) => reports.push(`failed: ${error}`),
    brokenOff: () => reports.push('broken off'),
    left: () => reports.push('left'),
  });
  const handled = Promise.withResolvers<boolean>();
  const handler: Handler = {
    kind: 'stream',
    async handle(call) {
      if (service?.kind !== 'stream') throw new Error('The service is of another kind.');
      const end = service.handle(call);
      handled.resolve(
        end.then(
          () => true,
          () => false,
        ),
      );
      await end;
    },
  };
  client = connectTo(new Map([[PATH, handler]]));
  const call = client.request({ ':method': 'POST', ':path': PATH, 'content-type': 'application/grpc', te: 'trailers' });
  call.on('error', () => {});
  const reader = new FrameReader();
  call.on('data', (chunk: Buffer) => {
    for (const message of reader.push(chunk)) onPacket(readPacket(message).type, call);
  });
  const stat = create(StatSchema, { path: 'file', mode: 0o644, size: BigInt(CONTENT.length) });
  call.write(packet({ type: Packet_PacketType.PACKET_STAT, stat }));
  call.write(packet({ type: Packet_PacketType.PACKET_STAT }));
  return { whole: await handled.promise, reports };
}

function giveContent(call: ClientHttp2Stream): void {
  call.write(packet({ type: Packet_PacketType.PACKET_DATA, id: 0, data: Buffer.from(CONTENT) }));
  call.write(packet({ type: Packet_PacketType.PACKET_DATA, id: 0 }));
}

const reset = (call: ClientHttp2Stream) => call.close(http2.constants.NGHTTP2_CANCEL);
const finish = (call: ClientHttp2Stream) => call.write(packet({ type: Packet_PacketType.PACKET_FIN }));

// The daemon has all it waits for with our FIN, and its call ends as it likes: mostly by a reset.
it.each([
  ['by a reset in place of its own FIN', reset],
  [
    'by a reset right behind its own FIN',
    (call: ClientHttp2Stream) => {
      finish(call);
      reset(call);
    },
  ],
  [
    'as it should',
    (call: ClientHttp2Stream) => {
      finish(call);
      call.end();
    },
  ],
])('an export that the daemon ends %s is whole', async (_how, end) => {
  const { whole, reports } = await exportFolder((type, call) => {
    if (type === PacketType.request) giveContent(call);
    else if (type === PacketType.fin) end(call);
  });
  expect([whole, reports]).toEqual([true, ['left']]);
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe(CONTENT);
  expect(readdirSync(folder)).toEqual(['file']);
});

it('an export that the daemon resets before all of it is there is broken off, and leaves no part of a file', async () => {
  const { whole, reports } = await exportFolder((type, call) => {
    if (type === PacketType.request) reset(call);
  });
  expect([whole, reports]).toEqual([false, ['broken off']]);
  expect(readdirSync(folder)).toEqual([]);
});
