import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { CallCredentials, ChannelCredentials, type experimental } from '@grpc/grpc-js';

/** What grpc-js needs to be told to run HTTP/2 over streams that we open. */
export interface StreamSource {
  /** Opens a new stream for each connection. */
  open(): Promise<Duplex>;
}

/**
 * Makes grpc-js use our streams. grpc-js dials its target itself before it hands the socket to the "secure connector" of the
 * credentials (src/transport.ts, Http2SubchannelConnector.connect, 1.14); this one closes that socket and returns the stream it had
 * opened just before. So the target must be dialable, and whatever goes wrong with the real connection goes wrong in `open`, as a
 * typed error. `_createSecureConnector` is no public interface: the version is pinned and a test holds it.
 */
export class DialedCredentials extends ChannelCredentials {
  readonly #source: StreamSource;

  constructor(source: StreamSource) {
    super();
    this.#source = source;
  }

  override compose(): ChannelCredentials {
    throw new Error('Call credentials are not used with BuildKit.');
  }

  override _isSecure(): boolean {
    return false;
  }

  override _equals(other: ChannelCredentials): boolean {
    return this === other;
  }

  override _createSecureConnector(): experimental.SecureConnector {
    const source = this.#source;
    let opened: Duplex | undefined;
    return {
      async waitForReady() {
        opened?.destroy();
        opened = await source.open();
      },
      connect(placeholder: Socket) {
        placeholder.on('error', () => {});
        placeholder.destroy();
        const stream = opened;
        opened = undefined;
        if (!stream) return Promise.reject(new Error('No stream was opened.'));
        // HTTP/2 takes any Duplex; only the type asks for a Socket.
        return Promise.resolve({ socket: stream as Socket, secure: false });
      },
      getCallCredentials: () => CallCredentials.createEmpty(),
      destroy() {
        opened?.destroy();
      },
    };
  }
}
