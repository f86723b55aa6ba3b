import http2, { type ClientHttp2Session, type ClientHttp2Stream, type OutgoingHttpHeaders } from 'node:http2';
import type { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { socketPair } from '../testing/socket-pair.ts';
import type { CallStream } from './call-stream.ts';
import { Flag, FrameType, frame, MAX_FRAME } from './frames.ts';
import type { Field } from './hpack-decoder.ts';
import { encodeHeaders } from './hpack-encode.ts';
import { type Http2Connection, serveHttp2 } from './serve-http2.ts';

type OnCall = (call: CallStream, headers: readonly Field[]) => void;

let client: ClientHttp2Session | undefined;
let server: Http2Connection | undefined;
let failures: Error[];

/** A client of Node's own, which is another implementation of all of it. */
function connect(onCall: OnCall, settings: http2.Settings = {}): ClientHttp2Session {
  const [ours, theirs] = socketPair();
  failures = [];
  server = serveHttp2(theirs, onCall);
  server.on('error', (error) => failures.push(error));
  client = http2.connect('http://localhost', {
    createConnection: () => ours,
    settings,
    maxSendHeaderBlockLength: 1 << 26,
    maxSessionMemory: 100,
  });
  client.on('error', () => {});
  return client;
}

afterEach(() => {
  client?.destroy();
  server?.destroy();
});

const HEAD: readonly Field[] = [[':status', '200']];
const request = (from: ClientHttp2Session, headers: OutgoingHttpHeaders = {}) =>
  from.request({ ':method': 'POST', ':path': '/', ...headers });

/** Sends back what comes. */
const echo: OnCall = (call) => {
  call.on('error', () => {});
  call.respond(HEAD);
  call.setTrailers([['grpc-status', '0']]);
  call.pipe(call);
};

function noise(length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, (_, index) => (index * 2_654_435_761) >>> 24));
}

async function exchange(stream: ClientHttp2Stream, bytes: Buffer): Promise<Buffer> {
  stream.end(bytes);
  return buffer(stream);
}

describe('serveHttp2', () => {
  it('reads the headers of any calls as they were sent, one after the other', async () => {
    const seen: (readonly Field[])[] = [];
    const session = connect((call, headers) => {
      seen.push(headers);
      call.respond(HEAD, { last: true });
      call.resume();
      call.end();
    });
    const value = fc
      .string({ unit: fc.constantFrom(...' !"%&*,/0129=?AZ[]_az{|}~'), maxLength: 80 })
      .map((text) => text.trim());
    const headers = fc.dictionary(
      fc.constantFrom('a', 'exclude-patterns', 'x-long-name', 'te-st'),
      fc.array(value, { maxLength: 30 }),
    );
    await fc.assert(
      fc.asyncProperty(headers, async (sent) => {
        await exchange(request(session, sent), Buffer.alloc(0));
        const wanted = Object.entries(sent).flatMap(([name, values]) => values.map((one) => [name, one] as const));
        expect(seen.pop()?.filter(([name]) => !name.startsWith(':'))).toEqual(wanted);
      }),
      { numRuns: 150 },
    );
    expect(failures).toEqual([]);
  });

  it('takes headers of any length', async () => {
    let seen: readonly Field[] = [];
    const session = connect((call, headers) => {
      seen = headers;
      echo(call, headers);
    });
    const values = Array.from({ length: 50_000 }, (_, index) => `packages/name-${index}/**`);
    await exchange(request(session, { p: values }), Buffer.from('x'));
    expect(seen.filter(([name]) => name === 'p').map(([, value]) => value)).toEqual(values);
  }, 30_000);

  it.each([
    ['nothing', 0, {}],
    ['a byte', 1, {}],
    ['more than all windows', 20_000_000, {}],
    ['much through a small window', 300_000, { initialWindowSize: 1000 }],
    ['much through a large window', 20_000_000, { initialWindowSize: 16_000_000 }],
  ])(
    'sends back %s',
    async (_name, length, settings) => {
      const bytes = noise(length);
      const stream = request(connect(echo, settings));
      const trailers = new Promise((resolve) => stream.once('trailers', resolve));
      expect((await exchange(stream, bytes)).equals(bytes)).toBe(true);
      expect(await trailers).toMatchObject({ 'grpc-status': '0' });
    },
    30_000,
  );

  it('serves many calls at a time, each its own bytes', async () => {
    const session = connect(echo);
    const all = Array.from({ length: 40 }, (_, index) => noise(1 + index * 7001));
    const back = await Promise.all(all.map((bytes) => exchange(request(session), bytes)));
    expect(back.every((bytes, index) => bytes.equals(all[index] ?? Buffer.alloc(0)))).toBe(true);
  });

  it('follows a window that is changed while a call is open', async () => {
    const bytes = noise(500_000);
    const session = connect(echo, { initialWindowSize: 0 });
    const stream = request(session);
    stream.end(bytes);
    for (const initialWindowSize of [10, 5, 70_000, 0, 1 << 20]) {
      await new Promise<void>((resolve) => session.settings({ initialWindowSize }, () => resolve()));
    }
    expect((await buffer(stream)).equals(bytes)).toBe(true);
  });

  it('answers a ping', async () => {
    const session = connect(echo);
    const payload = await new Promise<Buffer>((resolve) =>
      session.ping(Buffer.from('12345678'), (_error, _time, data) => resolve(data)),
    );
    expect(payload.toString()).toBe('12345678');
  });

  it('holds a sender back whose bytes nobody reads, and lets it go on', async () => {
    let call: CallStream | undefined;
    const came = new Promise<void>((resolve) => {
      connect((one) => {
        call = one;
        one.respond(HEAD);
        resolve();
      });
    });
    const stream = request(client as ClientHttp2Session);
    const bytes = noise(10_000_000);
    stream.end(bytes);
    await came;
    for (let turn = 0; turn < 500; turn++) await new Promise(setImmediate);
    expect(call?.readableLength).toBeGreaterThan(1_000_000);
    expect(call?.readableLength).toBeLessThan(5_000_000);
    expect((await buffer(call as CallStream)).equals(bytes)).toBe(true);
  });

  it('tells a call that it was broken off, its reader and its writer; others go on', async () => {
    let call: CallStream | undefined;
    const came = new Promise<void>((resolve) => {
      connect((one, headers) => {
        if (call) return echo(one, headers);
        call = one;
        one.respond(HEAD);
        one.on('error', () => {});
        resolve();
      });
    });
    const session = client as ClientHttp2Session;
    const stream = request(session);
    stream.on('error', () => {});
    stream.write('some');
    await came;
    const written = new Promise((resolve) => call?.write(noise(5_000_000), resolve));
    const closed = new Promise<void>((resolve) => call?.once('close', () => resolve()));
    call?.resume();
    stream.close(http2.constants.NGHTTP2_CANCEL);
    expect(await written).toBeInstanceOf(Error);
    await closed;
    expect([call?.resetCode, call?.destroyed]).toEqual([8, true]);
    expect((await exchange(request(session), Buffer.from('next'))).toString()).toBe('next');
  });

  it('breaks a call off that is destroyed here', async () => {
    const stream = request(connect((call) => call.destroy()));
    stream.on('error', () => {});
    await new Promise<void>((resolve) => stream.once('close', () => resolve()));
    expect(stream.rstCode).toBe(http2.constants.NGHTTP2_CANCEL);
  });

  it('ends with its connection, and every call with it', async () => {
    let call: CallStream | undefined;
    const came = new Promise<void>((resolve) => {
      connect((one) => {
        call = one;
        one.on('error', () => {});
        one.respond(HEAD);
        resolve();
      });
    });
    request(client as ClientHttp2Session).on('error', () => {});
    await came;
    const closed = new Promise<void>((resolve) => server?.once('close', resolve));
    client?.destroy();
    await closed;
    expect(call?.destroyed).toBe(true);
    expect(failures).toEqual([]);
  });

  it('gives up on a client that sends past a window, opens calls without end or has headers without end', async () => {
    const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
    const open = (stream: number) => frame(FrameType.headers, Flag.endHeaders, stream, encodeHeaders([[':path', '/']]));
    const piece = frame(FrameType.data, 0, 1, Buffer.alloc(MAX_FRAME));
    const past = [open(1), ...Array.from({ length: 300 }, () => piece)];
    const calls = Array.from({ length: 1_001 }, (_, index) => open(index * 2 + 1));
    // One field that is kept in the table, and then named by a byte each time.
    const large = Buffer.concat([
      encodeHeaders([]),
      Buffer.from([0x40, 1, 0x61, 0x7f, 0xa1, 0x1e]),
      Buffer.alloc(4000),
    ]);
    const often = Array.from({ length: 2 }, (_, index) =>
      frame(FrameType.continuation, index === 1 ? Flag.endHeaders : 0, 1, Buffer.alloc(MAX_FRAME, 0x80 | 62)),
    );
    const endless = [frame(FrameType.headers, 0, 1, large), ...often];
    for (const [sent, said] of [
      [past, /window/],
      [calls, /calls/],
      [endless, /too large/],
    ] as const) {
      const [ours, theirs] = socketPair();
      const one = serveHttp2(theirs, (call) => call.on('error', () => {}));
      const failed = new Promise<Error>((resolve) => one.on('error', resolve));
      ours.on('error', () => {}).resume();
      ours.write(Buffer.concat([preface, ...sent]));
      expect((await failed).message).toMatch(said);
      ours.destroy();
    }
  });

  it('gives up on bytes that are not HTTP/2, whatever they are', async () => {
    const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
    const anyFrame = fc
      .tuple(fc.uint8Array({ maxLength: 30 }), fc.nat(10), fc.nat(255), fc.nat(5))
      .map(([payload, type, flags, stream]) =>
        Buffer.from([0, 0, payload.length, type, flags, 0, 0, 0, stream, ...payload]),
      );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(anyFrame, fc.uint8Array({ maxLength: 20 })), { maxLength: 12 }),
        fc.boolean(),
        async (parts, spoken) => {
          const [ours, theirs] = socketPair();
          const one = serveHttp2(theirs, echo);
          one.on('error', () => {});
          ours.on('error', () => {}).resume();
          await end(ours, Buffer.concat([...(spoken ? [preface] : []), ...parts]));
          one.destroy();
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** Writes and lets what follows from it happen. */
async function end(stream: Duplex, bytes: Buffer): Promise<void> {
  stream.write(bytes);
  for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
  stream.destroy();
}
