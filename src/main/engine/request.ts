import { addAbortSignal, type Duplex, type Readable } from 'node:stream';
import type Docker from 'dockerode';
import { type Failure, SlipwayError } from '../../shared/contract/failure.ts';
import { type EngineAddress, hostUrlOf } from './address.ts';
import { createDockerClient, EngineAgent, headersOf } from './api.ts';
import { explainConnectError } from './explain.ts';

/** One call of the Engine's HTTP API. Times are milliseconds. */
export interface EngineRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD';
  /** With its leading slash, without version and query. */
  readonly path: string;
  /** `undefined` is left out, arrays are repeated. */
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  readonly body?: Readonly<Record<string, unknown>>;
  /** A tar, sent instead of a body. */
  readonly file?: Buffer | Readable;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Until the answer is whole; for a stream until its head is there. Default 30 s. */
  readonly timeoutMs?: number;
  /** What is spoken of, for the failure: `container web`. */
  readonly subject?: string;
}

const DEFAULT_TIMEOUT_MS = 30_000;
/** The newest API whose shapes Slipway was tested with; 1.52 drops fields of events and inspect. */
const TESTED_API = '1.51';
const OK = { 101: true, 200: true, 201: true, 202: true, 204: true, 304: true };

/** The modem's own error: what the Engine answered. */
interface AnswerError extends Error {
  readonly statusCode: number;
  readonly json?: unknown;
}

interface Pinned {
  readonly client: Docker;
  readonly version: string;
}

/** Sends requests to one Engine, with its API version negotiated and pinned. */
export class EngineApi {
  readonly address: EngineAddress;
  readonly #platform: NodeJS.Platform;
  readonly #agent: EngineAgent;
  #pinned: Promise<Pinned> | undefined;

  constructor(address: EngineAddress, { platform }: { readonly platform: NodeJS.Platform }) {
    this.address = address;
    this.#platform = platform;
    this.#agent = new EngineAgent(address);
  }

  /** The answer's JSON; undefined when it has no body. */
  async json(request: EngineRequest): Promise<unknown> {
    const { client } = await this.#client(request.signal);
    return this.#dial(client, request, 'whole');
  }

  /** The answer as it comes. Aborting the signal destroys it. */
  async stream(request: EngineRequest): Promise<Readable> {
    const { client } = await this.#client(request.signal);
    return (await this.#dial(client, request, 'stream')) as Readable;
  }

  /** The raw connection behind a 101 answer. Aborting the signal destroys it. */
  async upgrade(request: EngineRequest): Promise<Duplex> {
    const { client } = await this.#client(request.signal);
    const socket = (await this.#dial(client, request, 'upgrade')) as Duplex;
    // node:http lets go of the socket at the upgrade, and of the signal with it.
    return request.signal === undefined ? socket : addAbortSignal(request.signal, socket);
  }

  /** The pinned API version, such as `1.45`. */
  async version(signal?: AbortSignal): Promise<string> {
    return (await this.#client(signal)).version;
  }

  /** Negotiates again at the next call: after a loss the Engine may be another version. Ends no call. */
  forgetVersion(): void {
    this.#pinned = undefined;
  }

  /** Ends every call that is under way. */
  close(): void {
    this.forgetVersion();
    this.#agent.destroy();
  }

  /** An error of a stream after its head, as a typed one. */
  explain(error: unknown, signal?: AbortSignal, subject?: string): SlipwayError {
    return this.#explain(error, { signal, ...(subject === undefined ? {} : { subject }) });
  }

  #client(signal: AbortSignal | undefined) {
    // One caller's signal must not end the negotiation for the others, but ends its own waiting.
    this.#pinned ??= this.#negotiate();
    const pinned = this.#pinned;
    pinned.catch(() => {
      if (this.#pinned === pinned) this.#pinned = undefined;
    });
    return signal === undefined ? pinned : abandonable(pinned, signal);
  }

  async #negotiate(): Promise<Pinned> {
    const bare = await createDockerClient(this.address, this.#agent);
    const answer = await this.#dial(bare, { method: 'GET', path: '/version', timeoutMs: 40_000 }, 'whole');
    const version = pinnedVersion(answer, this.address);
    return { version, client: await createDockerClient(this.address, this.#agent, version) };
  }

  #dial(client: Docker, request: EngineRequest, want: 'whole' | 'stream' | 'upgrade'): Promise<unknown> {
    const { signal, timeoutMs = DEFAULT_TIMEOUT_MS } = request;
    if (signal?.aborted) return Promise.reject(this.#explain(signal.reason, request));
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(TIMED_OUT), timeoutMs);
    const abortSignal = signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal]);
    const query = Object.fromEntries(Object.entries(request.query ?? {}).filter(([, value]) => value !== undefined));
    return new Promise((resolve, reject) => {
      client.modem.dial(
        {
          method: request.method,
          path: `${request.path}?`,
          options: { _query: query, _body: request.body ?? {} },
          statusCodes: OK,
          headers: { ...headersOf(this.address), ...request.headers },
          isStream: want !== 'whole',
          hijack: want === 'upgrade',
          abortSignal,
          ...(request.file === undefined ? {} : { file: request.file }),
        } as Parameters<typeof client.modem.dial>[0],
        (error: unknown, answer: unknown) => {
          clearTimeout(timer);
          if (error) reject(this.#explain(limit.signal.aborted ? TIMED_OUT : error, request));
          else resolve(want === 'whole' && Buffer.isBuffer(answer) ? undefined : answer);
        },
      );
    });
  }

  #explain(error: unknown, { signal, subject }: Pick<EngineRequest, 'signal' | 'subject'>): SlipwayError {
    if (error instanceof SlipwayError) return error;
    if (signal?.aborted) return new SlipwayError({ code: 'cancelled', title: 'It was given up.' }, { cause: error });
    if (error === TIMED_OUT) return new SlipwayError(timedOut(this.address));
    const answered = answerFailure(error, subject);
    const failure = answered ?? explainConnectError(error, this.address, { platform: this.#platform });
    return new SlipwayError(failure ?? unknownFailure(error, this.address), { cause: error });
  }
}

const TIMED_OUT = new Error('The time limit is over.');

/** `min(server, tested)`; the Engine's own minimum must not be above it. */
function pinnedVersion(answer: unknown, address: EngineAddress): string {
  const { ApiVersion, MinAPIVersion } = (answer ?? {}) as { ApiVersion?: unknown; MinAPIVersion?: unknown };
  if (typeof ApiVersion !== 'string' || !/^\d+\.\d+$/.test(ApiVersion)) {
    throw new SlipwayError({
      code: 'engine-refused',
      title: 'What answers is not a Docker Engine.',
      meaning: `Slipway tried ${hostUrlOf(address)}, and the answer does not name an API version.`,
    });
  }
  if (typeof MinAPIVersion === 'string' && compareVersions(MinAPIVersion, TESTED_API) > 0) {
    throw new SlipwayError({
      code: 'unsupported',
      title: 'This Docker Engine is too new for Slipway.',
      meaning: `It speaks API ${MinAPIVersion} and newer; Slipway knows up to ${TESTED_API}.`,
      remedy: 'Update Slipway.',
    });
  }
  return compareVersions(ApiVersion, TESTED_API) < 0 ? ApiVersion : TESTED_API;
}

/** Order of `major.minor` versions. */
export function compareVersions(a: string, b: string): number {
  const [aMajor = 0, aMinor = 0] = a.split('.').map(Number);
  const [bMajor = 0, bMinor = 0] = b.split('.').map(Number);
  return aMajor - bMajor || aMinor - bMinor;
}

function answerFailure(error: unknown, subject: string | undefined): Failure | undefined {
  const { statusCode, json, message } = error as AnswerError;
  if (typeof statusCode !== 'number') return undefined;
  const said = (json as { message?: unknown } | undefined)?.message;
  const detail = typeof said === 'string' ? said : message.replace(/^\(HTTP code \d+\) \S.*? - /, '').trim();
  const what = subject ?? 'what was asked for';
  switch (statusCode) {
    case 400:
      return { code: 'invalid-input', title: 'The Docker Engine does not accept these settings.', detail };
    case 401:
    case 403:
      return { code: 'engine-refused', title: 'The Docker Engine refused the request.', detail };
    case 404:
      return { code: 'not-found', title: `The Docker Engine does not have ${what}.`, detail };
    case 409:
      return { code: 'conflict', title: `The Docker Engine cannot do this with ${what} now.`, detail };
    default:
      return { code: 'engine-refused', title: 'The Docker Engine could not do it.', detail };
  }
}

function timedOut(address: EngineAddress): Failure {
  return {
    code: 'timeout',
    title: 'The Docker Engine did not answer in time.',
    meaning: `Slipway asked ${hostUrlOf(address)}. The Engine may be busy, or it hangs.`,
    remedy: 'Try again. If it stays so, restart Docker.',
  };
}

function unknownFailure(error: unknown, address: EngineAddress): Failure {
  return {
    code: 'engine-unreachable',
    title: 'The connection to the Docker Engine failed.',
    meaning: `Slipway tried ${hostUrlOf(address)}.`,
    detail: error instanceof Error ? error.message : String(error),
  };
}

function abandonable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return Promise.reject(new SlipwayError({ code: 'cancelled', title: 'It was given up.' }));
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new SlipwayError({ code: 'cancelled', title: 'It was given up.' }));
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
