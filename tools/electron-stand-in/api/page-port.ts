import { randomBytes } from 'node:crypto';
import type { Session } from '../chromium/connection.ts';
import { makeCodec } from '../page/codec.ts';
import type { ToHost, ToPage } from '../page/preload-world.ts';

export const codec = makeCodec(
  (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
  (text) => new Uint8Array(Buffer.from(text, 'base64')),
);

/** What is the app's affair; the rest is answered here. */
export type FromPage = Exclude<ToHost, { readonly k: 'path' }>;

/** The world that a sandboxed preload runs in, by Electron's name. */
export const isolatedWorld = 'Electron Isolated Context';

/**
 * The line between the host and the preload's world of one page. To the page, what has piled up goes as one evaluation and at most two are
 * under way: one evaluation a message would be ten times slower. What a page that is gone was to hear is dropped, as Electron drops it.
 */
export class PagePort {
  readonly binding = `standIn${randomBytes(8).toString('hex')}`;
  readonly #onMessage: (message: FromPage, frameId: string) => void;
  readonly #contexts = new Map<number, { readonly uniqueId: string; readonly frameId: string }>();
  #session: Session | undefined;
  #current: string | undefined;
  #queue: ToPage[] = [];
  #underWay = 0;
  #scheduled = false;

  constructor(onMessage: (message: FromPage, frameId: string) => void) {
    this.#onMessage = onMessage;
  }

  /** Takes up a page's session. Must come before `Runtime.enable`. */
  async open(session: Session, isolated: boolean, isMainFrame: (frameId: string) => boolean): Promise<void> {
    this.#session = session;
    session.on('Runtime.executionContextCreated', ({ context }) => {
      const { frameId, isDefault } = (context.auxData ?? {}) as { frameId?: string; isDefault?: boolean };
      if (frameId === undefined || (isolated ? context.name !== isolatedWorld : isDefault !== true)) return;
      this.#contexts.set(context.id, { uniqueId: context.uniqueId, frameId });
      if (isMainFrame(frameId)) this.#current = context.uniqueId;
    });
    session.on('Runtime.executionContextDestroyed', ({ executionContextId, executionContextUniqueId }) => {
      this.#contexts.delete(executionContextId);
      if (this.#current === executionContextUniqueId) this.#current = undefined;
    });
    session.on('Runtime.executionContextsCleared', () => {
      this.#contexts.clear();
      this.#current = undefined;
    });
    session.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      const context = this.#contexts.get(executionContextId);
      if (name !== this.binding || context === undefined) return;
      const message = JSON.parse(payload) as ToHost;
      if (message.k === 'path') void this.#answerPath(message.id);
      else this.#onMessage(message, context.frameId);
    });
    const where = isolated ? { executionContextName: isolatedWorld } : {};
    await session.send('Runtime.addBinding', { name: this.binding, ...where });
  }

  /** Sends to the page that is there now. */
  post(message: ToPage): void {
    this.#queue.push(message);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  /** The path on disk of a File that the preload holds under an id; empty where it has none. */
  async #answerPath(id: number): Promise<void> {
    const path = await this.#pathOf(id).catch(() => '');
    this.post({ k: 'answer', id, v: codec.encode(path) });
  }

  async #pathOf(id: number): Promise<string> {
    if (this.#session === undefined || this.#current === undefined) return '';
    const expression = `${this.binding}Host.file(${id})`;
    const { result } = await this.#session.send('Runtime.evaluate', { expression, uniqueContextId: this.#current });
    if (result.objectId === undefined) return '';
    try {
      return (await this.#session.send('DOM.getFileInfo', { objectId: result.objectId })).path;
    } finally {
      this.#session.send('Runtime.releaseObject', { objectId: result.objectId }).catch(() => undefined);
    }
  }

  #flush(): void {
    if (this.#queue.length === 0 || this.#underWay >= 2) return;
    const batch = this.#queue;
    this.#queue = [];
    if (this.#session === undefined || this.#current === undefined) return;
    const expression = `${this.binding}Host.receive(${JSON.stringify(JSON.stringify(batch))})`;
    this.#underWay++;
    this.#session
      .send('Runtime.evaluate', { expression, uniqueContextId: this.#current })
      .then(({ exceptionDetails }) => {
        const text = exceptionDetails?.exception?.description ?? exceptionDetails?.text;
        if (text !== undefined) process.stderr.write(`electron stand-in: a listener in the preload threw: ${text}\n`);
      })
      .catch(() => undefined)
      .finally(() => {
        this.#underWay--;
        this.#flush();
      });
  }
}
