import type { Duplex } from 'node:stream';
import { demuxDuplex, type EngineAddress } from '../../engine/index.ts';
import { builderNotRunning, engineRefused, engineUnreachable } from './dial-error.ts';
import { openStream } from './engine-grpc.ts';
import { engineMessage, engineRequest, engineUpgrade } from './engine-request.ts';
import { readBody } from './http1.ts';

/** BuildKit's own bridge from standard streams to its socket; one process is one connection (moby/buildkit cmd/buildctl/dialstdio.go). */
const COMMAND = ['buildctl', 'dial-stdio'];
/** Of what the process says on its error stream, the last bytes that are kept to explain a failure. */
const STDERR_KEPT = 4096;

export interface ContainerStream {
  readonly stream: Duplex;
  /** What the process has said on its error stream so far; grows. */
  readonly said: () => string;
}

/**
 * Runs `buildctl dial-stdio` in a container and gives its standard streams. Both requests go over one connection, since each may
 * be an ssh process.
 *
 * @throws SlipwayError `builder-not-running` or `engine-…`
 */
export async function dialContainer(
  engine: EngineAddress,
  container: string,
  signal?: AbortSignal,
): Promise<ContainerStream> {
  const raw = await openStream(engine, signal);
  try {
    const id = await createExec(raw, engine, container);
    const response = await engineUpgrade(raw, engine, {
      path: `/exec/${id}/start`,
      headers: {},
      body: JSON.stringify({ Detach: false, Tty: false }),
      protocol: 'tcp',
    });
    if (response.status !== 101) {
      throw refusal(container, response.status, engineMessage(await readBody(raw, response), response));
    }
  } catch (error) {
    raw.destroy();
    throw engineUnreachable(engine, error);
  }
  let said = '';
  const stream = demuxDuplex(raw, (data) => {
    said = (said + data.toString('utf8')).slice(-STDERR_KEPT);
  });
  // Where the program cannot be started, the Engine says so on its standard output.
  raw.once('data', (chunk: Buffer) => {
    const output = chunk.subarray(FRAME_HEADER);
    if (chunk[0] === STDOUT && !isHttp2(output)) said += output.toString('utf8', 0, STDERR_KEPT);
  });
  return { stream, said: () => said.trim() };
}

const STDOUT = 1;
/** Of the Engine's multiplexed output. */
const FRAME_HEADER = 8;
const SETTINGS = 4;

/** A server begins with a SETTINGS frame (RFC 9113, section 3.4). */
function isHttp2(bytes: Buffer): boolean {
  return bytes.length < 4 || bytes[3] === SETTINGS;
}

async function createExec(raw: Duplex, engine: EngineAddress, container: string): Promise<string> {
  const response = await engineRequest(raw, engine, {
    method: 'POST',
    path: `/containers/${encodeURIComponent(container)}/exec`,
    headers: {},
    body: JSON.stringify({ Cmd: COMMAND, AttachStdin: true, AttachStdout: true, AttachStderr: true, Tty: false }),
  });
  if (response.status !== 201) throw refusal(container, response.status, engineMessage(response.body, response));
  const parsed: unknown = JSON.parse(response.body);
  if (typeof parsed === 'object' && parsed !== null && 'Id' in parsed && typeof parsed.Id === 'string')
    return parsed.Id;
  throw engineRefused('The Engine gave no id for the connection.');
}

/** 404: no such container; 409: not running or paused (moby/moby daemon/exec.go). */
function refusal(container: string, status: number, text: string): Error {
  return status === 404 || status === 409 ? builderNotRunning(container, text) : engineRefused(text);
}
