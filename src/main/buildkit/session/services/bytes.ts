import { BrokenOffError } from '../broken-off.ts';
import { BytesReader } from '../grpc/bytes-message.ts';
import type { ServerCall } from '../grpc/serve.ts';

/**
 * The data of a stream of BytesMessage, as the pieces that came since the last were taken; reading it slowly slows the daemon down. The
 * pieces are views of memory that is not used again.
 *
 * @throws BrokenOffError when the daemon ends it early in a way that can be seen; an archive that ends well may be torn all the same
 */
export async function* bytesOf({ stream }: ServerCall): AsyncGenerator<readonly Buffer[], void, undefined> {
  const reader = new BytesReader();
  for await (const chunks of batchesOf(stream)) {
    const pieces = chunks.flatMap((chunk) => reader.push(chunk));
    if (pieces.length > 0) yield pieces;
  }
  // A reset looks like an end: without this a torn archive would pass for a whole one.
  if (stream.resetCode !== undefined || !reader.empty) throw new BrokenOffError();
}

async function* batchesOf(stream: ServerCall['stream']): AsyncGenerator<readonly Buffer[], void, undefined> {
  try {
    yield* stream.batches();
  } catch (cause) {
    throw new BrokenOffError(undefined, { cause });
  }
}
