import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import { create, type DescMessage, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { type Timestamp, TimestampSchema } from '@bufbuild/protobuf/wkt';
import {
  BuildHistoryEventSchema,
  BuildHistoryEventType,
  type BuildHistoryRecordSchema,
  BuildHistoryRequestSchema,
  InfoResponseSchema,
  ListWorkersResponseSchema,
  StatusResponseSchema,
} from '../../src/main/buildkit/gen/control_pb.js';
import { FrameReader, frameMessage } from '../../src/main/buildkit/session/grpc/framing.ts';
import type { StatusMessage } from './stream.ts';

/** What a daemon of no builds but one answers with. */
export interface LoadBuild {
  readonly ref: string;
  /** Events a second; as fast as they are taken where it is 0. */
  readonly rate: number;
  /** µs since 1970. */
  readonly startedAt: number;
  readonly messages: () => Iterable<StatusMessage>;
  /** Its progress goes on for ever once all was said, and so does the build. */
  readonly endless?: boolean;
}

/** How the progress stream of a build went. */
export interface Streamed {
  readonly messages: number;
  readonly bytes: number;
  readonly seconds: number;
}

export interface LoadDaemon {
  /** The build begins: whoever listens to the history is told. */
  begin(build: LoadBuild): void;
  /** Resolves when the first progress stream is at its end. */
  readonly streamed: Promise<Streamed>;
  close(): Promise<void>;
}

/** Milliseconds between two lots of events. */
const TICK = 5;
const UNIMPLEMENTED = '12';

/**
 * Speaks BuildKit's control service over plain HTTP/2 on a Unix socket, as far as it takes to follow a build of another
 * client. It is no BuildKit: no real one says so much so fast when asked to, which is all that it is for.
 *
 * The messages are encoded before the build begins, so that what is measured beside it is disturbed little.
 *
 * @param ahead milliseconds that its clock is ahead of this computer's
 */
export async function startDaemon(path: string, ahead = 0): Promise<LoadDaemon> {
  const server = createServer();
  const listeners = new Set<ServerHttp2Stream>();
  const streamed = Promise.withResolvers<Streamed>();
  let build: LoadBuild | undefined;
  let frames: readonly Buffer[] = [];
  let ended = false;

  const recordOf = (): MessageInitShape<typeof BuildHistoryRecordSchema> => ({
    ref: build?.ref ?? '',
    frontend: 'dockerfile.v0',
    frontendAttrs: { 'build-arg:BUILDKIT_BUILD_NAME': 'load' },
    createdAt: timestampOf(build?.startedAt ?? 0),
    ...(ended ? { completedAt: timestampOf(Date.now() * 1000), generation: 1 } : {}),
  });
  const tell = (stream: ServerHttp2Stream) => {
    if (build === undefined) return;
    const type = ended ? BuildHistoryEventType.COMPLETE : BuildHistoryEventType.STARTED;
    stream.write(framed(BuildHistoryEventSchema, { type, record: recordOf() }));
  };

  /** False for what it does not know. */
  const answer = (method: string, stream: ServerHttp2Stream, request: Buffer): boolean => {
    switch (method) {
      case 'Info':
        end(stream, framed(InfoResponseSchema, { buildkitVersion: { version: 'v0.34.2' } }));
        return true;
      case 'ListWorkers': {
        const platforms = [{ os: 'linux', architecture: 'amd64' }];
        end(stream, framed(ListWorkersResponseSchema, { record: [{ id: 'load', platforms }] }));
        return true;
      }
      case 'ListenBuildHistory':
        tell(stream);
        if (fromBinary(BuildHistoryRequestSchema, request).earlyExit) end(stream);
        else listeners.add(stream.on('close', () => listeners.delete(stream)));
        return true;
      case 'Status':
        if (build === undefined) end(stream);
        else void follow(stream, build);
        return true;
      default:
        return false;
    }
  };
  const follow = async (stream: ServerHttp2Stream, followed: LoadBuild) => {
    const how = await play(stream, followed, frames);
    if (how === undefined) return;
    streamed.resolve(how);
    if (followed.endless === true) return;
    end(stream);
    ended = true;
    for (const listener of listeners) tell(listener);
  };

  server.on('session', (session) => session.on('error', () => {}));
  server.on('stream', (stream, headers) => {
    const reader = new FrameReader();
    const method = String(headers[':path']).split('/').at(-1) ?? '';
    stream.on('error', () => {});
    const clock = new Date(Date.now() + ahead).toISOString();
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc', 'buildkit-current-timestamp': clock },
      { waitForTrailers: true },
    );
    let status = '0';
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status }));
    stream.on('data', (chunk: Buffer) => {
      for (const message of reader.push(chunk)) {
        if (answer(method, stream, message)) continue;
        status = UNIMPLEMENTED;
        stream.end();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const sessions = sessionsOf(server);
  return {
    begin(next) {
      build = next;
      frames = Array.from(next.messages(), (message) => framed(StatusResponseSchema, message));
      for (const listener of listeners) tell(listener);
    },
    streamed: streamed.promise,
    async close() {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Says all messages at the build's rate; undefined where the reader left. */
async function play(
  stream: ServerHttp2Stream,
  { rate }: LoadBuild,
  frames: readonly Buffer[],
): Promise<Streamed | undefined> {
  const began = performance.now();
  let sent = 0;
  let bytes = 0;
  while (sent < frames.length) {
    if (stream.destroyed) return undefined;
    const due = rate === 0 ? sent + 1000 : Math.floor(((performance.now() - began) / 1000) * rate);
    if (due > sent) {
      const lot = Buffer.concat(frames.slice(sent, due));
      sent = Math.min(frames.length, due);
      bytes += lot.length;
      if (!stream.write(lot)) await drained(stream);
    }
    if (rate !== 0) await new Promise((resolve) => setTimeout(resolve, TICK));
  }
  return { messages: frames.length, bytes, seconds: (performance.now() - began) / 1000 };
}

/** Resolves when more can be written, or nothing any more. */
function drained(stream: ServerHttp2Stream): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done);
      stream.off('close', done);
      resolve();
    };
    stream.on('drain', done);
    stream.on('close', done);
  });
}

function end(stream: ServerHttp2Stream, frame?: Buffer): void {
  if (frame === undefined) stream.end();
  else stream.end(frame);
}

function framed<Schema extends DescMessage>(schema: Schema, message: MessageInitShape<Schema>): Buffer {
  return frameMessage(toBinary(schema, create(schema, message)));
}

function timestampOf(micros: number): Timestamp {
  return create(TimestampSchema, { seconds: BigInt(Math.floor(micros / 1e6)), nanos: (micros % 1_000_000) * 1000 });
}

function sessionsOf(server: Http2Server): ReadonlySet<{ destroy(): void }> {
  const sessions = new Set<{ destroy(): void }>();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
  });
  return sessions;
}
