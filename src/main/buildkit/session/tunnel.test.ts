import http2 from 'node:http2';
import { type Duplex, duplexPair } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { failureOf } from '../../../shared/contract/failure.ts';
import { BytesReader, bytesMessagePrefix } from './grpc/bytes-message.ts';
import { openTunnel } from './tunnel.ts';

let connection: Duplex | undefined;
let dialed: Duplex | undefined;
afterEach(() => connection?.destroy());

type Serve = (call: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders, raw: readonly string[]) => void;

/** A tunnel to node's own HTTP/2 server, so that our frames are read by another implementation. */
function tunnelTo(serve: Serve, settings: http2.Settings = {}, said = ''): Duplex {
  const [ours, theirs] = duplexPair();
  connection = theirs;
  dialed = ours;
  const session = http2.performServerHandshake(theirs, { settings });
  session.on('error', () => {});
  session.on('stream', (call, headers, _flags, raw) => {
    call.on('error', () => {});
    serve(call, headers, raw);
  });
  const headers = { 'X-Docker-Expose-Session-Uuid': 'abc', 'X-Docker-Expose-Session-Grpc-Method': ['/a/B', '/c/D'] };
  const tunnel = openTunnel({ stream: ours, said: () => said }, headers, 'under test');
  // The end of a test ends the connection, which is an error that nobody waits for.
  tunnel.on('error', () => {});
  return tunnel;
}

/** Sends back what comes, piece by piece. */
const echo: Serve = (call) => {
  call.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  call.on('wantTrailers', () => call.sendTrailers({ 'grpc-status': '0' }));
  const reader = new BytesReader();
  call.on('data', (chunk: Buffer) => {
    for (const piece of reader.push(chunk)) {
      const data = Buffer.from(piece);
      if (!call.write(Buffer.concat([bytesMessagePrefix(data.length), data]))) call.pause();
    }
  });
  call.on('drain', () => call.resume());
  call.on('end', () => call.end());
};

async function sendAndRead(tunnel: Duplex, bytes: Buffer, pieces: number): Promise<Buffer> {
  const size = Math.ceil(bytes.length / pieces);
  for (let at = 0; at < bytes.length; at += size) tunnel.write(bytes.subarray(at, at + size));
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of tunnel.iterator({ destroyOnReturn: false })) {
    parts.push(part as Buffer);
    length += (part as Buffer).length;
    if (length >= bytes.length) break;
  }
  return Buffer.concat(parts);
}

function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0, value = 7; at < length; at++) {
    value = (value * 1_103_515_245 + 12_345) & 0x7fff_ffff;
    bytes[at] = value >> 16;
  }
  return bytes;
}

describe('openTunnel', () => {
  it.each([
    ['a byte', 1, 1],
    ['much more than all windows', 12_000_000, 40],
    ['many small pieces', 200_000, 5000],
  ])('carries %s there and back', async (_name, length, pieces) => {
    const bytes = noise(length);
    const back = await sendAndRead(tunnelTo(echo), bytes, pieces);
    expect(back.equals(bytes)).toBe(true);
  });

  it('keeps to a small window of the other side', async () => {
    const bytes = noise(300_000);
    const back = await sendAndRead(tunnelTo(echo, { initialWindowSize: 1000 }), bytes, 3);
    expect(back.equals(bytes)).toBe(true);
  });

  it('announces the session, repeated headers apart', async () => {
    const seen = await new Promise<readonly string[]>((resolve) => {
      tunnelTo((_call, _headers, raw) => resolve(raw));
    });
    expect(seen.join('\n')).toContain(':method\nPOST');
    expect(seen.join('\n')).toContain(':path\n/moby.buildkit.v1.Control/Session');
    expect(seen.join('\n')).toContain('x-docker-expose-session-uuid\nabc');
    const methods = seen.flatMap((name, index) => (name.endsWith('grpc-method') ? [seen[index + 1]] : []));
    expect(methods).toEqual(['/a/B', '/c/D']);
  });

  it('holds back a sender whose bytes are not read', async () => {
    let sent = 0;
    const stalled = new Promise<void>((resolve) => {
      tunnelTo((call) => {
        call.respond({ ':status': 200, 'content-type': 'application/grpc' });
        const chunk = Buffer.concat([bytesMessagePrefix(100_000), Buffer.alloc(100_000)]);
        const more = () => {
          const timer = setTimeout(resolve, 200);
          call.write(chunk, () => {
            clearTimeout(timer);
            sent += 100_000;
            if (sent < 100_000_000) more();
            else resolve();
          });
        };
        more();
      });
    });
    await stalled;
    expect(sent).toBeLessThan(8_000_000);
  });

  it.each([
    [
      'in its trailers',
      (call: http2.ServerHttp2Stream) => {
        call.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
        call.on('wantTrailers', () =>
          call.sendTrailers({ 'grpc-status': '2', 'grpc-message': 'no %C3%A4 session: {x}' }),
        );
        call.end();
      },
    ],
    [
      'at once',
      (call: http2.ServerHttp2Stream) => {
        call.respond(
          { ':status': 200, 'grpc-status': '2', 'grpc-message': 'no %C3%A4 session: {x}' },
          { endStream: true },
        );
      },
    ],
  ] as const)('fails with the words of the daemon %s', async (_name, serve) => {
    const tunnel = tunnelTo(serve);
    const error = await new Promise((resolve) => tunnel.once('error', resolve));
    expect(failureOf(error)).toMatchObject({ code: 'buildkit-unavailable', detail: 'no ä session: {x}' });
  });

  it('fails when the call is broken off, with what was said beside it', async () => {
    const tunnel = tunnelTo((call) => call.close(http2.constants.NGHTTP2_INTERNAL_ERROR), {}, 'buildctl: it hurts');
    const error = await new Promise((resolve) => tunnel.once('error', resolve));
    expect(failureOf(error)).toMatchObject({ code: 'buildkit-unavailable', detail: 'buildctl: it hurts' });
  });

  it('fails when the connection is lost', async () => {
    const tunnel = tunnelTo((call) => call.session?.destroy());
    const error = await new Promise((resolve) => tunnel.once('error', resolve));
    expect(failureOf(error).code).toBe('buildkit-unavailable');
  });

  it('closes the connection with the tunnel', () => {
    const tunnel = tunnelTo(echo);
    tunnel.destroy();
    expect(dialed?.destroyed).toBe(true);
  });
});
