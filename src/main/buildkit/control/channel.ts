import type { DescMessage, DescMethod, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { Client, type ClientReadableStream, status as grpcCode, Metadata, type ServiceError } from '@grpc/grpc-js';
import { SlipwayError } from '../../../shared/contract/failure.ts';
import { type DialedStream, describeTarget, dial } from '../dial/dial.ts';
import { buildkitUnavailable, cancelled } from '../dial/dial-error.ts';
import type { DialTarget } from '../dial/target.ts';
import type { CallOptions } from './control-client.ts';
import { DialedCredentials } from './dialed-credentials.ts';
import { placeholderTarget } from './placeholder.ts';
import { rpcErrorOf } from './rpc-error.ts';

type Method = DescMethod & { readonly input: DescMessage; readonly output: DescMessage };
type Input<M extends Method> = MessageInitShape<M['input']>;
type Output<M extends Method> = MessageShape<M['output']>;

/** BuildKit's own clients take 16 MiB too (moby/buildkit client/client.go). */
const MAX_MESSAGE = 16 * 1024 * 1024;
/** HTTP/2 lets that much come in before it waits for us; the default of 64 KiB slows down logs and blobs. */
const WINDOW = 1024 * 1024;

const CHANNEL_OPTIONS = {
  'grpc.max_receive_message_length': MAX_MESSAGE,
  'grpc.max_send_message_length': MAX_MESSAGE,
  'grpc.default_authority': 'localhost',
  'grpc.enable_http_proxy': 0,
  'grpc.enable_retries': 0,
  'grpc.service_config_disable_resolution': 1,
  'grpc.use_local_subchannel_pool': 1,
  'grpc.enable_channelz': 0,
  'grpc-node.flow_control_window': WINDOW,
} as const;

/** One grpc-js client with what is known of its connections. */
interface Connection {
  readonly client: Client;
  /** Aborted when it is closed: a stream that is being opened then must not outlive it. */
  readonly ending: AbortController;
  /** The newest stream that was opened for it. */
  stream?: DialedStream;
  /** Why the newest attempt to open one failed. */
  dialError?: unknown;
}

/**
 * gRPC calls to one BuildKit over streams that `dial` opens. No keepalive: BuildKit punishes pings (`too_many_pings`).
 *
 * A connection is made by a call and never by itself: where one failed, the grpc-js client, which would go on trying in the
 * background, is thrown away, and the next call makes a new one. So nothing wakes a stopped builder or floods its Engine.
 */
export class Channel {
  readonly #target: DialTarget;
  #connection: Promise<Connection> | undefined;
  #closed = false;

  constructor(target: DialTarget) {
    this.#target = target;
  }

  async unary<M extends Method>(method: M, request: Input<M>, options: CallOptions = {}): Promise<Output<M>> {
    const connection = await this.#connect(options);
    try {
      return await new Promise<Output<M>>((resolve, reject) => {
        const call = connection.client.makeUnaryRequest(
          pathOf(method),
          asIs,
          decoderOf(method),
          encode(method, request),
          new Metadata(),
          deadlineOf(options),
          (error: ServiceError | null, reply?: Output<M>) => {
            release();
            if (reply !== undefined && !error) resolve(reply);
            else reject(error);
          },
        );
        const release = onAbort(options.signal, () => call.cancel());
      });
    } catch (error) {
      throw this.#explain(error, connection);
    }
  }

  /** Messages as they come; leaving the loop cancels the call. */
  async *serverStream<M extends Method>(
    method: M,
    request: Input<M>,
    options: CallOptions = {},
    onHeaders?: (headers: Metadata) => void,
  ): AsyncGenerator<Output<M>, void, undefined> {
    const connection = await this.#connect(options);
    const call: ClientReadableStream<Output<M>> = connection.client.makeServerStreamRequest(
      pathOf(method),
      asIs,
      decoderOf(method),
      encode(method, request),
      new Metadata(),
      deadlineOf(options),
    );
    if (onHeaders) call.on('metadata', onHeaders);
    const release = onAbort(options.signal, () => call.cancel());
    try {
      for await (const message of call) yield message;
    } catch (error) {
      throw this.#explain(error, connection);
    } finally {
      release();
      // A loop left early has destroyed the stream; the cancelled call still reports an error that nobody waits for.
      call.on('error', () => {});
      call.cancel();
    }
  }

  /** Ends the connection; running calls fail. */
  close(): void {
    this.#closed = true;
    const connection = this.#connection;
    this.#connection = undefined;
    void connection?.then(closeConnection, () => {});
  }

  async #connect({ signal }: CallOptions): Promise<Connection> {
    if (signal?.aborted) throw cancelled(signal.reason);
    if (this.#closed) throw this.#unavailable('The connection was closed.');
    this.#connection ??= this.#open();
    const connection = this.#connection;
    try {
      return await connection;
    } catch (error) {
      if (this.#connection === connection) this.#connection = undefined;
      throw error;
    }
  }

  async #open(): Promise<Connection> {
    const ending = new AbortController();
    const { signal } = ending;
    const credentials = new DialedCredentials({
      open: async () => {
        delete connection.dialError;
        try {
          const dialed = await dial(this.#target, { signal });
          connection.stream = dialed;
          if (signal.aborted) dialed.stream.destroy();
          signal.throwIfAborted();
          return dialed.stream;
        } catch (error) {
          connection.dialError = error;
          throw error;
        }
      },
    });
    const connection: Connection = {
      client: new Client(await placeholderTarget(this.#target), credentials, CHANNEL_OPTIONS),
      ending,
    };
    return connection;
  }

  /** Tells an answer of BuildKit from a lost or never made connection, which grpc-js both calls errors of the call. */
  #explain(error: unknown, connection: Connection): SlipwayError {
    if (error instanceof SlipwayError) return error;
    if (!isServiceError(error)) return this.#unavailable(String(error), error);
    const { dialError, stream } = connection;
    const lost =
      dialError !== undefined || stream === undefined || stream.stream.destroyed || stream.stream.readableEnded;
    if (error.code !== grpcCode.UNAVAILABLE || !lost) return rpcErrorOf(error);
    void this.#drop(connection);
    return dialError instanceof SlipwayError ? dialError : this.#unavailable(stream?.said() || error.details, error);
  }

  async #drop(connection: Connection): Promise<void> {
    if ((await this.#connection) === connection) this.#connection = undefined;
    closeConnection(connection);
  }

  #unavailable(detail: string, cause?: unknown): SlipwayError {
    return buildkitUnavailable(describeTarget(this.#target), detail, cause);
  }
}

function closeConnection({ client, ending, stream }: Connection): void {
  client.close();
  ending.abort(new Error('The connection was closed.'));
  // grpc-js closes a connection only when its calls have ended by themselves.
  stream?.stream.destroy();
}

function pathOf(method: Method): string {
  return `/${method.parent.typeName}/${method.name}`;
}

function asIs(bytes: Buffer): Buffer {
  return bytes;
}

function encode<M extends Method>(method: M, message: Input<M>): Buffer {
  return Buffer.from(toBinary(method.input, create(method.input, message)));
}

function decoderOf<M extends Method>(method: M): (bytes: Buffer) => Output<M> {
  return (bytes) => fromBinary(method.output, bytes) as Output<M>;
}

function deadlineOf({ timeoutMs }: CallOptions): { deadline?: number } {
  return timeoutMs === undefined ? {} : { deadline: Date.now() + timeoutMs };
}

function onAbort(signal: AbortSignal | undefined, cancel: () => void): () => void {
  if (!signal) return () => {};
  if (signal.aborted) queueMicrotask(cancel);
  signal.addEventListener('abort', cancel, { once: true });
  return () => signal.removeEventListener('abort', cancel);
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && 'details' in error;
}
