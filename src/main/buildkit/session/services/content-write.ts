import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { TimestampSchema } from '@bufbuild/protobuf/wkt';
import {
  Content,
  WriteAction,
  type WriteContentRequest,
  WriteContentRequestSchema,
  WriteContentResponseSchema,
} from '../../gen/content_pb.js';
import { FrameReader, frameMessage } from '../grpc/framing.ts';
import { GrpcCode, GrpcError } from '../grpc/grpc-error.ts';
import type { Handler, ServerCall } from '../grpc/serve.ts';
import { BlobWriter, hasBlob } from '../layout/blob-writer.ts';
import { pathOf } from './unary.ts';

/** The store that the exporters `oci` and `docker` fill with `tar=false` (moby/buildkit client/solve.go). */
const STORE = 'export';

/** Takes the blobs of an image into an OCI layout (containerd api/services/content/v1, moby/buildkit session/content/attachable.go). */
export function contentWriteService(
  layout: string,
  onFailure: (error: unknown, late: boolean) => void,
): readonly (readonly [path: string, handler: Handler])[] {
  const handler: Handler = {
    kind: 'stream',
    async handle(call) {
      const store = call.headers.first('buildkit-attachable-store-id');
      if (store === undefined) throw new GrpcError(GrpcCode.invalidArgument, 'no store was named');
      if (store !== STORE) throw new GrpcError(GrpcCode.notFound, `there is no store ${store}`);
      const writer = new BlobWriter(layout);
      try {
        await receiveBlob(call, layout, writer);
      } catch (error) {
        writer.abandon();
        if (!(error instanceof GrpcError && error.code === GrpcCode.alreadyExists))
          onFailure(error, call.stream.resetCode !== undefined);
        throw error;
      }
    },
  };
  return [[pathOf(Content.method.write), handler]];
}

async function receiveBlob({ stream }: ServerCall, layout: string, writer: BlobWriter): Promise<void> {
  const reader = new FrameReader();
  const started = stampOf(Date.now());
  let expected = '';
  let total = 0;
  let committed: string | undefined;
  const take = (request: WriteContentRequest) => {
    // What was said once holds for what follows.
    expected = request.expected || expected;
    total = Number(request.total) || total;
    if (expected !== '' && committed === undefined && hasBlob(layout, expected)) {
      throw new GrpcError(GrpcCode.alreadyExists, `${expected} is there already`);
    }
    if (request.action !== WriteAction.STAT && request.data.length > 0) {
      writer.write(Number(request.offset), request.data);
    }
    if (request.action === WriteAction.COMMIT) committed = writer.commit(expected, total);
    const response = create(WriteContentResponseSchema, {
      action: request.action,
      startedAt: started,
      updatedAt: stampOf(Date.now()),
      offset: BigInt(writer.offset),
      total: BigInt(total),
      digest: committed ?? '',
    });
    stream.write(frameMessage(toBinary(WriteContentResponseSchema, response)));
  };
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      for (const message of reader.push(chunk as Buffer)) take(fromBinary(WriteContentRequestSchema, message));
      if (committed !== undefined) return;
    }
  } catch (error) {
    // The daemon may reset the stream as soon as it has the answer to its commit.
    if (committed === undefined) throw error;
  }
  if (committed === undefined) writer.abandon();
}

function stampOf(milliseconds: number) {
  return create(TimestampSchema, {
    seconds: BigInt(Math.floor(milliseconds / 1000)),
    nanos: (milliseconds % 1000) * 1_000_000,
  });
}
