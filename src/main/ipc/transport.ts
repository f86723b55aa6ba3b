/**
 * What `ipc/` needs from the window system. `desktop/` gives it over Electron; tests give it in memory.
 */
export interface IpcTransport {
  /** Answers invocations on a channel. `page` identifies the page that asked. */
  handle(channel: string, handler: (page: IpcPage, payload: unknown) => Promise<unknown>): () => void;
}

/** One page that is connected. `send` after the page has gone does nothing. */
export interface IpcPage {
  readonly id: number;
  /** Address of the document that sent the message, as the window system knows it; not what the page claims. */
  readonly url: string;
  /** False for a frame inside the page. */
  readonly isMainFrame: boolean;
  send(channel: string, payload: unknown): void;
  onGone(listener: () => void): void;
}
