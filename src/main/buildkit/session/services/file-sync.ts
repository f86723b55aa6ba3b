import { FileSync } from '../../gen/filesync_pb.js';
import type { ReadAhead } from '../fsutil/read-ahead.ts';
import { ReceiverError, type SendWarning, sendTree } from '../fsutil/sender.ts';
import { GrpcCode, GrpcError } from '../grpc/grpc-error.ts';
import { optionValues } from '../grpc/headers.ts';
import type { Handler } from '../grpc/serve.ts';
import { pathOf } from './unary.ts';

/** Sends the folders that the caller named, and no other (moby/buildkit session/filesync/filesync.go). */
export function fileSyncService(
  localDirs: Readonly<Record<string, string>>,
  onFailure: (folder: string, error: unknown) => void,
  onWarning: (warning: SendWarning) => void = () => {},
  ahead?: ReadAhead,
): readonly (readonly [path: string, handler: Handler])[] {
  const folders = new Map(Object.entries(localDirs));
  const handler: Handler = {
    kind: 'stream',
    async handle({ headers, stream }) {
      const [name = ''] = optionValues(headers, 'dir-name');
      const folder = folders.get(name);
      if (folder === undefined) throw new GrpcError(GrpcCode.notFound, `no access allowed to dir "${name}"`);
      try {
        await sendTree(stream, folder, {
          include: optionValues(headers, 'include-patterns'),
          exclude: optionValues(headers, 'exclude-patterns'),
          follow: optionValues(headers, 'followpaths'),
          onWarning,
          ahead,
        });
      } catch (error) {
        // A transfer that the daemon broke off (a cancelled build) is no fault of the folder.
        if (!stream.destroyed && !(error instanceof ReceiverError)) onFailure(folder, error);
        throw error;
      }
    },
  };
  return [[pathOf(FileSync.method.diffCopy), handler]];
}
