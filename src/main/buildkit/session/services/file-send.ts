import { FileSend } from '../../gen/filesync_pb.js';
import { BrokenOffError } from '../broken-off.ts';
import { receiveTree } from '../fsutil/receiver.ts';
import { GrpcCode, GrpcError } from '../grpc/grpc-error.ts';
import type { Handler, ServerCall } from '../grpc/serve.ts';
import type { SessionExport } from '../types.ts';
import { bytesOf } from './bytes.ts';
import { pathOf } from './unary.ts';

/** As BuildKit's own client says it (moby/buildkit session/filesync/filesync.go). */
const NO_MIRROR = 'local exporter mode=delete requires a BuildKit daemon with multi-platform local export support';

/** Takes the whole archive of an export to its place; resolves when it is safely there. */
export type ExportSink = (bytes: AsyncIterable<readonly Buffer[]>, to: SessionExport) => Promise<void>;

/** Told of what does not come to its place, and of a folder that is filled. */
export interface ExportReports {
  /** @param late the daemon had ended its side before */
  failed(to: SessionExport['to'], error: unknown, late: boolean): void;
  brokenOff(to: SessionExport['to'], error: unknown): void;
  left(to: SessionExport['to']): void;
}

/**
 * Receives the archives of the exporters `docker`, `oci` and `tar` (moby/buildkit session/filesync/diffcopy.go, writeTargetFile), and
 * the files of `local`, which come by the same method as another message (syncTargetDiffCopy); with several platforms once for each.
 */
export function fileSendService(
  exports: readonly SessionExport[],
  sink: ExportSink,
  reports: ExportReports,
): readonly (readonly [path: string, handler: Handler])[] {
  const handler: Handler = {
    kind: 'stream',
    handle: async (call) => {
      const index = exporterIndexOf(call);
      const wanted = exports.find(({ exporterIndex }) => exporterIndex === index);
      if (!wanted || wanted.to.kind === 'layout')
        throw new GrpcError(GrpcCode.notFound, `exporter ${index} has no place on this machine`);
      const { to } = wanted;
      try {
        if (to.kind !== 'folder') return await sink(bytesOf(call), wanted);
        await receive(call, to);
        reports.left(to);
      } catch (error) {
        const { readableEnded, resetCode } = call.stream;
        if (error instanceof BrokenOffError) reports.brokenOff(to, error);
        else reports.failed(to, error, readableEnded || resetCode !== undefined);
        throw error;
      }
    },
  };
  return [[pathOf(FileSend.method.diffCopy), handler]];
}

/** BuildKit before 0.13 has one exporter only and does not say which. */
function exporterIndexOf({ headers }: ServerCall): number {
  return Number(headers.first('buildkit-attachable-exporter-id') ?? 0);
}

async function receive(call: ServerCall, to: Extract<SessionExport['to'], { kind: 'folder' }>): Promise<void> {
  const { path, mirror = false } = to;
  // With several platforms an older daemon calls once for each, and each call would remove the files of the others.
  if (mirror && call.headers.first('buildkit-exporter-multi-platform') !== '1') throw new Error(NO_MIRROR);
  await receiveTree(call.stream, path, { mirror });
}
