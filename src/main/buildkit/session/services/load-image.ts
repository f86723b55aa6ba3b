import http from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import { type EngineAddress, openEngineStream } from '../../../engine/index.ts';
import { engineHeaders } from '../../dial/engine-request.ts';

/** One line of what the Engine answers while it loads an archive. */
export type LoadProgress =
  | { readonly kind: 'layer'; readonly id: string; readonly current: number; readonly total: number }
  | { readonly kind: 'message'; readonly text: string };

/**
 * Streams an archive into an Engine: `POST /images/load` (moby/moby daemon/server/router/image/image_routes.go). Resolves when the
 * Engine has taken it.
 *
 * @throws Error with the Engine's words
 */
export async function loadImage(
  bytes: AsyncIterable<readonly Buffer[]>,
  engine: EngineAddress,
  onProgress: (progress: LoadProgress) => void,
): Promise<void> {
  const stream = await openEngineStream(engine);
  try {
    const request = http.request({
      createConnection: () => stream,
      method: 'POST',
      path: '/images/load?quiet=0',
      headers: { ...engineHeaders(engine), 'Content-Type': 'application/x-tar', Connection: 'close' },
    });
    const answered = responseOf(request, onProgress);
    // The answer may be a refusal that comes before the archive's end; then the upload need not go on.
    await Promise.race([upload(bytes, request), answered]);
    await answered;
  } finally {
    stream.destroy();
  }
}

async function upload(bytes: AsyncIterable<readonly Buffer[]>, request: http.ClientRequest): Promise<void> {
  try {
    for await (const pieces of bytes) {
      if (request.destroyed) return;
      let room = true;
      for (const piece of pieces) room = request.write(piece);
      if (!room) await drained(request);
    }
    request.end();
  } catch (error) {
    request.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}

function drained(request: http.ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      request.off('drain', done).off('close', done);
      resolve();
    };
    request.on('drain', done).on('close', done);
  });
}

function responseOf(request: http.ClientRequest, onProgress: (progress: LoadProgress) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response) => {
      readAnswer(response, onProgress).then(resolve, reject);
    });
  });
}

async function readAnswer(response: http.IncomingMessage, onProgress: (progress: LoadProgress) => void): Promise<void> {
  const decoder = new StringDecoder('utf8');
  const ok = response.statusCode === 200;
  let rest = '';
  for await (const chunk of response) {
    rest += decoder.write(chunk as Buffer);
    if (!ok) continue;
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) readLine(line, onProgress);
  }
  if (!ok) throw new Error(refusal(rest, response.statusCode));
  readLine(rest, onProgress);
}

function readLine(line: string, onProgress: (progress: LoadProgress) => void): void {
  if (line.trim() === '') return;
  const json = JSON.parse(line) as Record<string, unknown>;
  if (typeof json.error === 'string') throw new Error(json.error);
  if (typeof json.stream === 'string') onProgress({ kind: 'message', text: json.stream.trim() });
  const detail = json.progressDetail;
  if (typeof json.id !== 'string' || typeof detail !== 'object' || detail === null) return;
  const { current = 0, total = 0 } = detail as { current?: unknown; total?: unknown };
  onProgress({ kind: 'layer', id: json.id, current: Number(current), total: Number(total) });
}

function refusal(body: string, status: number | undefined): string {
  try {
    const { message } = JSON.parse(body) as { message?: unknown };
    if (typeof message === 'string') return message;
  } catch {
    // Not JSON: take it as it is.
  }
  return `the Engine answered ${status}: ${body.slice(0, 200)}`;
}
