import type { Readable, Writable } from 'node:stream';
import type { Protocol } from '../../../node_modules/playwright-core/types/protocol.d.ts';

type Parameters = Protocol.CommandParameters;
type Results = Protocol.CommandReturnValues;
type Listener = (parameters: never) => void;

interface Message {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: object;
  readonly result?: object;
  readonly error?: { readonly message: string };
}

/** One conversation with Chromium: with the browser itself, or with one of its targets. */
export interface Session {
  /** Sends a command. Rejects with the command's name and Chromium's own message. */
  send<M extends keyof Parameters>(method: M, parameters?: Parameters[M]): Promise<Results[M]>;
  /** Hears an event until the connection ends; several listeners are called in the order they came. */
  on<E extends keyof Protocol.Events>(event: E, listener: (parameters: Protocol.Events[E]) => void): void;
}

/** The DevTools protocol over Chromium's private pipe: JSON messages, each ended by a zero byte. */
export class Connection {
  readonly root: Session;
  readonly #out: Writable;
  readonly #listeners = new Map<string, Map<string, Listener[]>>();
  readonly #waiting = new Map<
    number,
    { method: string; resolve: (value: never) => void; reject: (error: Error) => void }
  >();
  #parts: Buffer[] = [];
  #lastId = 0;
  #closed = false;

  constructor(out: Writable, incoming: Readable) {
    this.#out = out;
    this.root = this.session('');
    out.on('error', () => this.close());
    incoming.on('error', () => this.close());
    incoming.on('close', () => this.close());
    incoming.on('data', (chunk: Buffer) => this.#read(chunk));
  }

  /** The conversation with one attached target, by its session id. */
  session(sessionId: string): Session {
    const listeners = new Map<string, Listener[]>();
    this.#listeners.set(sessionId, listeners);
    return {
      send: (method, parameters) => this.#send(sessionId, method, parameters),
      on: (event, listener) => {
        const list = listeners.get(event) ?? [];
        listeners.set(event, [...list, listener as Listener]);
      },
    };
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Ends the conversation: whatever still waits is rejected. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const { method, reject } of this.#waiting.values()) reject(new Error(`${method}: Chromium is gone`));
    this.#waiting.clear();
  }

  #send<M extends keyof Parameters>(sessionId: string, method: M, params?: Parameters[M]): Promise<Results[M]> {
    if (this.#closed) return Promise.reject(new Error(`${method}: Chromium is gone`));
    const id = ++this.#lastId;
    const message =
      sessionId === '' ? { id, method, params: params ?? {} } : { id, sessionId, method, params: params ?? {} };
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { method, resolve, reject });
      this.#out.write(`${JSON.stringify(message)}\0`);
    });
  }

  #read(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, from)) {
      this.#parts.push(chunk.subarray(from, end));
      const text =
        this.#parts.length === 1 ? (this.#parts[0] ?? chunk).toString() : Buffer.concat(this.#parts).toString();
      this.#parts = [];
      from = end + 1;
      this.#dispatch(JSON.parse(text) as Message);
    }
    if (from < chunk.length) this.#parts.push(chunk.subarray(from));
  }

  #dispatch(message: Message): void {
    if (message.id === undefined) {
      const listeners = this.#listeners.get(message.sessionId ?? '')?.get(message.method ?? '') ?? [];
      for (const listener of listeners) listener((message.params ?? {}) as never);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (waiting === undefined) return;
    if (message.error === undefined) waiting.resolve((message.result ?? {}) as never);
    else waiting.reject(new Error(`${waiting.method}: ${message.error.message}`));
  }
}
