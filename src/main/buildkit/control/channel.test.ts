import { mkdtempSync, rmSync } from 'node:fs';
import http2, { type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureOf } from '../../../shared/contract/failure.ts';
import { InfoResponseSchema, StatusResponseSchema } from '../gen/control_pb.js';
import { frameMessage } from '../session/grpc/framing.ts';
import type { ControlClient } from './control-client.ts';
import { openControl } from './open-control.ts';

let folder: string;
let path: string;
let server: Http2Server;
/** Connections that calls came over; those that grpc-js makes as a placeholder are closed unused. */
let sessions: Set<ServerHttp2Session>;
let control: ControlClient;
let answer: (stream: ServerHttp2Stream) => void;

/** A server of one answer, since what is tested is what happens to connections; real daemons are in the integration tests. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-channel-'));
  path = join(folder, 'buildkitd.sock');
  sessions = new Set();
  server = http2.createServer();
  server.on('session', (session) => session.on('error', () => {}));
  server.on('stream', (stream) => {
    stream.on('error', () => {});
    if (stream.session) sessions.add(stream.session as ServerHttp2Session);
    answer(stream);
  });
  await listen();
  control = openControl({ kind: 'socket', path });
});

afterEach(() => {
  control.close();
  for (const session of sessions) session.destroy();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

function listen(): Promise<void> {
  return new Promise((resolve) => server.listen(path, () => resolve()));
}

function reply(stream: ServerHttp2Stream, ...messages: Uint8Array[]): void {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  for (const message of messages) stream.write(frameMessage(message));
  stream.end();
}

const INFO = toBinary(InfoResponseSchema, create(InfoResponseSchema, { buildkitVersion: { version: 'v1' } }));

describe.runIf(process.platform !== 'win32')('openControl', () => {
  it('runs many calls over one connection', async () => {
    answer = (stream) => reply(stream, INFO);
    const versions = await Promise.all(Array.from({ length: 20 }, () => control.info()));
    expect(versions.every(({ version }) => version === 'v1')).toBe(true);
    expect(sessions.size).toBe(1);
  });

  it('connects again after the connection was lost', async () => {
    answer = (stream) => reply(stream, INFO);
    await control.info();
    const closed = [...sessions].map((session) => new Promise((resolve) => session.once('close', resolve)));
    for (const session of sessions) session.destroy();
    await Promise.all(closed);
    let version: string | undefined;
    // The client may learn of the loss by the first call after it.
    for (let attempt = 0; version === undefined && attempt < 3; attempt++) {
      version = await control.info().then(
        (info) => info.version,
        (error) => {
          expect(failureOf(error).code).toBe('buildkit-unavailable');
          return undefined;
        },
      );
    }
    expect([version, sessions.size]).toEqual(['v1', 2]);
  });

  it('tells a call whose connection broke that the builder is gone', async () => {
    answer = (stream) => stream.session?.destroy();
    await expect(control.info()).rejects.toMatchObject({ failure: { code: 'buildkit-unavailable' } });
  });

  it('does not try by itself, and succeeds once somebody listens', async () => {
    control.close();
    const other = join(folder, 'late.sock');
    control = openControl({ kind: 'socket', path: other });
    await expect(control.info()).rejects.toMatchObject({ failure: { code: 'buildkit-unavailable' } });
    answer = (stream) => reply(stream, INFO);
    const late = http2.createServer().on('stream', (stream) => {
      if (stream.session) sessions.add(stream.session as ServerHttp2Session);
      answer(stream);
    });
    await new Promise<void>((resolve) => late.listen(other, () => resolve()));
    expect(sessions.size).toBe(0);
    expect((await control.info()).version).toBe('v1');
    expect(sessions.size).toBe(1);
    late.close();
  });

  it('takes UNAVAILABLE for an answer when it is one, and keeps the connection', async () => {
    answer = (stream) =>
      stream.respond(
        { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '14', 'grpc-message': 'registry%20down' },
        { endStream: true },
      );
    await expect(control.info()).rejects.toMatchObject({ status: { code: 14, message: 'registry down' } });
    answer = (stream) => reply(stream, INFO);
    await control.info();
    expect(sessions.size).toBe(1);
  });

  it('cancels a call and says so', async () => {
    const abort = new AbortController();
    const reset = new Promise<number>((resolve) => {
      answer = (stream) => {
        stream.once('close', () => resolve(stream.rstCode));
        abort.abort();
      };
    });
    await expect(control.info({ signal: abort.signal })).rejects.toMatchObject({ failure: { code: 'cancelled' } });
    expect(await reset).toBe(http2.constants.NGHTTP2_CANCEL);
  });

  it('gives up at the time limit', async () => {
    answer = () => {};
    await expect(control.info({ timeoutMs: 30 })).rejects.toMatchObject({ failure: { code: 'timeout' } });
  });

  it('cancels a stream that its reader leaves', async () => {
    const reset = new Promise<number>((resolve) => {
      answer = (stream) => {
        stream.once('close', () => resolve(stream.rstCode));
        stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
        const event = create(StatusResponseSchema, { vertexes: [{ digest: 'a', name: 'n' }] });
        stream.write(frameMessage(toBinary(StatusResponseSchema, event)));
      };
    });
    for await (const { vertexes } of control.status('ref')) {
      expect(vertexes[0]?.name).toBe('n');
      break;
    }
    expect(await reset).toBe(http2.constants.NGHTTP2_CANCEL);
  });

  it('takes messages up to 16 MiB', async () => {
    const big = toBinary(
      StatusResponseSchema,
      create(StatusResponseSchema, { logs: [{ vertex: 'a', stream: 1n, msg: new Uint8Array(15_000_000) }] }),
    );
    answer = (stream) => reply(stream, big);
    let size = 0;
    for await (const { logs } of control.status('ref')) size += logs[0]?.bytes.length ?? 0;
    expect(size).toBe(15_000_000);
  });

  it('tells the clock of the daemon', async () => {
    answer = (stream) => {
      stream.respond({
        ':status': 200,
        'content-type': 'application/grpc',
        'buildkit-current-timestamp': '2026-11-24T08:32:35.5Z',
      });
      stream.close();
    };
    const times: number[] = [];
    const reading = (async () => {
      for await (const _ of control.status('ref', { onDaemonTime: (time) => times.push(time) }));
    })();
    await reading.catch(() => {});
    expect(times).toEqual([1_795_509_155_500_000]);
  });

  it('is closed for good', async () => {
    control.close();
    await expect(control.info()).rejects.toMatchObject({ failure: { code: 'buildkit-unavailable' } });
    expect(sessions.size).toBe(0);
  });
});
