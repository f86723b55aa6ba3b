import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import { CallStream } from './call-stream.ts';
import {
  Flag,
  type Frame,
  FrameSplitter,
  FrameType,
  frame,
  LARGEST_HEADERS,
  settingsFrame,
  unpadded,
  windowUpdate,
} from './frames.ts';
import { type Field, HpackDecoder } from './hpack-decoder.ts';
import { DEFAULT_WINDOW } from './send-queue.ts';

/** What may come in of a call before its reader took it, and of all calls. */
const STREAM_WINDOW = 4 * 1024 * 1024;
const CONNECTION_WINDOW = 16 * 1024 * 1024;
/** Far more than a build has open at once: one for each folder, secret and login that is being asked for. */
const MOST_CALLS = 1_000;

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');
const Setting = { initialWindowSize: 4, maxHeaderListSize: 6 } as const;
const NO_ERROR = 0;
const PROTOCOL_ERROR = 1;

/** A connection that is served. Events: `ready` once the client has spoken, `error`, `close`. */
export interface Http2Connection {
  once(event: 'ready' | 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  destroy(): void;
}

/**
 * Serves HTTP/2 to the one client at the other end of a stream (RFC 9113), by hand. With node:http2 every frame that comes goes through
 * an event of its own, what goes out is copied where the connection is no socket, and what Go sends of an ignore file of more than
 * about 8,000 lines is refused (nghttp2 takes seven CONTINUATION frames).
 */
export function serveHttp2(
  connection: Duplex,
  onCall: (call: CallStream, headers: readonly Field[]) => void,
): Http2Connection {
  const events = new EventEmitter();
  const calls = new Map<number, CallStream>();
  const decoder = new HpackDecoder();
  const splitter = new FrameSplitter();
  const shared = { size: DEFAULT_WINDOW };
  let initialWindow = DEFAULT_WINDOW;
  let preface = 0;
  let block: { readonly stream: number; readonly ends: boolean; readonly parts: Buffer[]; size: number } | undefined;
  let untaken = 0;
  let over = false;

  const host = {
    out: connection,
    shared,
    get initialWindow() {
      return initialWindow;
    },
    took(stream: number, length: number) {
      if (calls.has(stream)) credit(stream, length);
      untaken += length;
      if (untaken < CONNECTION_WINDOW / 4) return;
      send(windowUpdate(0, untaken));
      untaken = 0;
    },
    closed: (stream: number) => {
      calls.delete(stream);
      credits.delete(stream);
    },
  };

  /** What each call took since its window was last opened. */
  const credits = new Map<number, number>();
  function credit(stream: number, length: number): void {
    const sum = (credits.get(stream) ?? 0) + length;
    const enough = sum >= STREAM_WINDOW / 4;
    credits.set(stream, enough ? 0 : sum);
    if (enough) send(windowUpdate(stream, sum));
  }

  function send(bytes: Buffer): void {
    if (!over) connection.write(bytes);
  }

  function onFrame({ type, flags, stream, payload }: Frame): void {
    if (block && type !== FrameType.continuation) throw new Error('Something came between the headers of a call.');
    switch (type) {
      case FrameType.data: {
        const call = calls.get(stream);
        if (call) {
          call.receive(flags & Flag.padded ? unpadded(payload) : payload, payload.length);
          if (call.untaken > STREAM_WINDOW) throw new Error('More came of a call than its window let in.');
        } else host.took(stream, payload.length);
        break;
      }
      case FrameType.headers: {
        const inner = flags & Flag.padded ? unpadded(payload) : payload;
        block = { stream, ends: (flags & Flag.endStream) !== 0, parts: [], size: 0 };
        addToBlock(flags & Flag.priority ? inner.subarray(5) : inner, flags);
        break;
      }
      case FrameType.continuation:
        if (block?.stream !== stream) throw new Error('Headers go on that did not begin.');
        addToBlock(payload, flags);
        break;
      case FrameType.settings:
        if ((flags & Flag.ack) === 0) receiveSettings(payload);
        break;
      case FrameType.windowUpdate: {
        const increment = payload.readUInt32BE(0) & 0x7fff_ffff;
        if (stream === 0) shared.size += increment;
        else calls.get(stream)?.queue.grant(increment);
        break;
      }
      case FrameType.rstStream:
        calls.get(stream)?.breakOff(payload.readUInt32BE(0));
        break;
    }
    if (type === FrameType.data && flags & Flag.endStream) calls.get(stream)?.receiveEnd();
  }

  function addToBlock(bytes: Buffer, flags: number): void {
    if (!block) return;
    block.size += bytes.length;
    if (block.size > LARGEST_HEADERS) throw new Error('The headers of a call are too large.');
    // A copy: the chunk may be used again.
    block.parts.push(Buffer.from(bytes));
    if ((flags & Flag.endHeaders) === 0) return;
    const { stream, ends, parts } = block;
    block = undefined;
    const fields = decoder.decode(Buffer.concat(parts), LARGEST_HEADERS);
    // A second block is trailers, which gRPC clients do not send.
    if (!calls.has(stream)) {
      if (calls.size >= MOST_CALLS) throw new Error('More calls are open than a session has.');
      const call = new CallStream(stream, host);
      calls.set(stream, call);
      onCall(call, fields);
    }
    if (ends) calls.get(stream)?.receiveEnd();
  }

  function receiveSettings(payload: Buffer): void {
    for (let at = 0; at + 6 <= payload.length; at += 6) {
      if (payload.readUInt16BE(at) !== Setting.initialWindowSize) continue;
      const size = payload.readUInt32BE(at + 2);
      const change = size - initialWindow;
      initialWindow = size;
      for (const call of calls.values()) call.queue.grant(change);
    }
    // The other side counts by its new window only once it has this.
    send(frame(FrameType.settings, Flag.ack, 0, Buffer.alloc(0)));
    events.emit('ready');
  }

  function flushAll(): void {
    for (const call of calls.values()) call.queue.flush();
  }

  function onChunk(chunk: Buffer): void {
    const rest = afterPreface(chunk);
    const pings: Buffer[] = [];
    for (const one of splitter.push(rest)) {
      if (one.type === FrameType.ping && (one.flags & Flag.ack) === 0) pings.push(Buffer.from(one.payload));
      else onFrame(one);
    }
    // Once for all that the windows were opened by.
    flushAll();
    // Behind what could be sent: gRPC for Go measures by it how much is on its way at a time, and opens the window accordingly (grpc/grpc-go
    // internal/transport/bdp_estimator.go). An answer that overtakes the data makes it think that little is.
    for (const ping of pings) send(frame(FrameType.ping, Flag.ack, 0, ping));
  }

  function afterPreface(chunk: Buffer): Buffer {
    if (preface === PREFACE.length) return chunk;
    const part = chunk.subarray(0, PREFACE.length - preface);
    if (!part.equals(PREFACE.subarray(preface, preface + part.length))) throw new Error('The daemon speaks no HTTP/2.');
    preface += part.length;
    return chunk.subarray(part.length);
  }

  function end(error?: Error): void {
    if (over) return;
    over = true;
    for (const call of [...calls.values()]) call.breakOff(NO_ERROR);
    if (error) events.emit('error', error);
    connection.destroy();
    events.emit('close');
  }

  connection.on('data', (chunk: Buffer) => {
    if (over) return;
    try {
      onChunk(chunk);
    } catch (error) {
      const last = Buffer.alloc(8);
      last.writeUInt32BE(PROTOCOL_ERROR, 4);
      send(frame(FrameType.goAway, 0, 0, last));
      end(error instanceof Error ? error : new Error(String(error)));
    }
  });
  connection.once('error', (error) => end(error));
  connection.once('end', () => end());
  connection.once('close', () => end());
  send(
    Buffer.concat([
      settingsFrame([
        [Setting.initialWindowSize, STREAM_WINDOW],
        [Setting.maxHeaderListSize, LARGEST_HEADERS],
      ]),
      windowUpdate(0, CONNECTION_WINDOW - DEFAULT_WINDOW),
    ]),
  );
  return Object.assign(events, { destroy: () => end() });
}
