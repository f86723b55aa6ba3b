import type { Duplex } from 'node:stream';

/**
 * Just enough HTTP/1.1 to upgrade a byte stream: node:http wants a socket of its own making, while ours may be the standard streams
 * of an ssh process.
 */
export interface Http1Request {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** A list sends the header once for each value. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
}

export interface Http1Response {
  readonly status: number;
  readonly reason: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** No Engine sends heads anywhere near this size. */
const MAX_HEAD = 64 * 1024;
const MAX_BODY = 1024 * 1024;

/** Sends a request and reads the response's head. What follows it stays in the stream, unread. */
export async function exchange(stream: Duplex, request: Http1Request): Promise<Http1Response> {
  stream.write(encodeRequest(request));
  return parseHead(await readHead(stream));
}

/** The body of the response just read, by its length, its chunks or up to the end of the stream. */
export async function readBody(stream: Duplex, response: Http1Response): Promise<string> {
  if (/chunked/i.test(response.headers['transfer-encoding'] ?? '')) return (await readChunks(stream)).toString('utf8');
  const length = response.headers['content-length'];
  if (length === undefined) return (await readToEnd(stream)).toString('utf8');
  if (Number(length) > MAX_BODY) throw new Error(`A response of ${length} bytes was not expected.`);
  return (await readExactly(stream, Number(length))).toString('utf8');
}

function encodeRequest({ method, path, headers, body }: Http1Request): string {
  const lines = [`${method} ${path} HTTP/1.1`];
  for (const [name, value] of Object.entries(headers)) {
    for (const one of typeof value === 'string' ? [value] : value) {
      if (/[\r\n\0]/.test(one)) throw new Error(`The header ${name} holds a line break.`);
      lines.push(`${name}: ${one}`);
    }
  }
  if (body !== undefined) {
    lines.push('Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`);
  } else if (method === 'POST' && headers.Upgrade === undefined) {
    lines.push('Content-Length: 0');
  }
  return `${lines.join('\r\n')}\r\n\r\n${body ?? ''}`;
}

function parseHead(head: string): Http1Response {
  const [first = '', ...lines] = head.split('\r\n');
  const match = /^HTTP\/1\.[01] (\d{3}) ?(.*)$/.exec(first);
  if (!match) throw new Error(`No HTTP answer: ${first.slice(0, 80)}`);
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { status: Number(match[1]), reason: match[2] ?? '', headers };
}

async function readHead(stream: Duplex): Promise<string> {
  let read: Buffer = Buffer.alloc(0);
  while (read.length < MAX_HEAD) {
    read = Buffer.concat([read, await nextChunk(stream)]);
    const end = read.indexOf('\r\n\r\n');
    if (end >= 0) {
      giveBack(stream, read.subarray(end + 4));
      return read.toString('latin1', 0, end);
    }
  }
  throw new Error('The head of the answer is too long.');
}

async function readExactly(stream: Duplex, length: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let missing = length;
  while (missing > 0) {
    const chunk = await nextChunk(stream);
    parts.push(chunk.subarray(0, missing));
    giveBack(stream, chunk.subarray(missing));
    missing -= Math.min(missing, chunk.length);
  }
  return Buffer.concat(parts);
}

async function readLine(stream: Duplex): Promise<string> {
  let line = '';
  while (!line.endsWith('\r\n')) line += (await readExactly(stream, 1)).toString('latin1');
  return line.slice(0, -2);
}

async function readChunks(stream: Duplex): Promise<Buffer> {
  const parts: Buffer[] = [];
  let total = 0;
  for (;;) {
    const size = Number.parseInt(await readLine(stream), 16);
    total += size;
    if (!(total <= MAX_BODY)) throw new Error('The chunks of the answer are malformed or too long.');
    parts.push(await readExactly(stream, size));
    await readLine(stream);
    if (size === 0) return Buffer.concat(parts);
  }
}

async function readToEnd(stream: Duplex): Promise<Buffer> {
  const parts: Buffer[] = [];
  let total = 0;
  try {
    while (total < MAX_BODY) {
      const chunk = await nextChunk(stream);
      total += chunk.length;
      parts.push(chunk);
    }
  } catch (error) {
    if (!stream.readableEnded) throw error;
  }
  return Buffer.concat(parts);
}

function giveBack(stream: Duplex, bytes: Buffer): void {
  if (bytes.length > 0) stream.unshift(bytes);
}

/** The next bytes; rejects at the end of the stream. Leaves the stream paused and with no listener of ours. */
function nextChunk(stream: Duplex): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error) => {
      const chunk: Buffer | null = error ? null : stream.read();
      if (chunk === null && !error) return;
      stream.off('readable', onReadable).off('end', onEnd).off('close', onEnd).off('error', settle);
      if (chunk) resolve(chunk);
      else reject(error);
    };
    const onReadable = () => settle();
    const onEnd = () => settle(stream.errored ?? new Error('The connection was closed before the answer came.'));
    stream.on('readable', onReadable).on('end', onEnd).on('close', onEnd).on('error', settle);
    if (stream.readableEnded || stream.destroyed) onEnd();
    else settle();
  });
}
