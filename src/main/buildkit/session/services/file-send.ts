import { FileSend } from '../../gen/filesync_pb.js';
import { GrpcCode, GrpcError } from '../grpc/grpc-error.ts';
import type { Handler, ServerCall } from '../grpc/serve.ts';
import type { SessionExport } from '../types.ts';
import { bytesOf } from './bytes.ts';
import { pathOf } from './unary.ts';

/** Takes the whole archive of an export to its place; resolves when it is safely there. */
export type ExportSink = (bytes: AsyncIterable<Buffer>, to: SessionExport) => Promise<void>;

/** Receives the archives of the exporters `docker`, `oci` and `tar` (moby/buildkit session/filesync/diffcopy.go, writeTargetFile). */
export function fileSendService(
  exports: readonly SessionExport[],
  sink: ExportSink,
): readonly (readonly [path: string, handler: Handler])[] {
  const handler: Handler = {
    kind: 'stream',
    handle: async (call) => {
      const index = exporterIndexOf(call);
      const wanted = exports.find(({ exporterIndex }) => exporterIndex === index);
      if (!wanted) throw new GrpcError(GrpcCode.notFound, `exporter ${index} has no place on this machine`);
      await sink(bytesOf(call), wanted);
    },
  };
  return [[pathOf(FileSend.method.diffCopy), handler]];
}

/** BuildKit before 0.13 has one exporter only and does not say which. */
function exporterIndexOf({ headers }: ServerCall): number {
  return Number(headers.first('buildkit-attachable-exporter-id') ?? 0);
}
