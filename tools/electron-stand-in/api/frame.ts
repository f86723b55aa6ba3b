import type { Protocol } from '../../../node_modules/playwright-core/types/protocol.d.ts';

/** Electron's WebFrameMain, as a sender check reads it. */
export interface Frame {
  readonly url: string;
  readonly origin: string;
  readonly name: string;
  readonly processId: number;
  readonly routingId: number;
  readonly frameTreeNodeId: number;
  readonly frameToken: string;
  readonly parent: Frame | null;
  readonly top: Frame | null;
  readonly detached: boolean;
  isDestroyed(): boolean;
}

/** The frames of one page, kept by the events of its session. Addresses are the app's own. */
export class FrameTree {
  readonly #toApp: (url: string) => string;
  readonly #frames = new Map<string, { url: string; name: string; parent: string | undefined; number: number }>();
  #mainId = '';
  #lastNumber = 0;

  constructor(toApp: (url: string) => string) {
    this.#toApp = toApp;
  }

  navigated(frame: Protocol.Page.Frame): void {
    if (frame.parentId === undefined) this.#mainId = frame.id;
    const number = this.#frames.get(frame.id)?.number ?? ++this.#lastNumber;
    const url = this.#toApp(`${frame.url}${frame.urlFragment ?? ''}`);
    this.#frames.set(frame.id, { url, name: frame.name ?? '', parent: frame.parentId, number });
  }

  movedWithin(frameId: string, url: string): void {
    const frame = this.#frames.get(frameId);
    if (frame !== undefined) frame.url = this.#toApp(url);
  }

  removed(frameId: string): void {
    this.#frames.delete(frameId);
  }

  isMain(frameId: string): boolean {
    return frameId === this.#mainId;
  }

  get main(): Frame {
    return this.frame(this.#mainId) ?? this.#view('', { url: '', name: '', parent: undefined, number: 0 });
  }

  frame(frameId: string): Frame | null {
    const frame = this.#frames.get(frameId);
    return frame === undefined ? null : this.#view(frameId, frame);
  }

  #view(id: string, frame: { url: string; name: string; parent: string | undefined; number: number }): Frame {
    const parent = frame.parent === undefined ? null : this.frame(frame.parent);
    const view = {
      url: frame.url,
      origin: originOf(frame.url),
      name: frame.name,
      processId: 1,
      routingId: frame.number,
      frameTreeNodeId: frame.number,
      frameToken: id,
      parent,
      detached: false,
      isDestroyed: () => !this.#frames.has(id),
    };
    return { ...view, top: parent?.top ?? parent ?? { ...view, top: null } };
  }
}

/** A custom scheme that is standard has an origin too, which Node's URL does not know. */
function originOf(url: string): string {
  const [, scheme, host] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i.exec(url) ?? [];
  return scheme === undefined || scheme === 'file' ? 'null' : `${scheme}://${host ?? ''}`;
}
