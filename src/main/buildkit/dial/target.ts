import type { EngineAddress } from '../../engine/index.ts';

/**
 * How to reach a BuildKit: plain data, so that a worker can be given it and open connections of its own.
 *
 * - `engine-grpc`: the BuildKit inside a Docker Engine, through `POST /grpc` (or gRPC on the API listener itself, Engine 29.2 and later).
 * - `container`: a BuildKit container, through `buildctl dial-stdio` run in it by the Engine.
 * - `socket`: a Unix socket or a Windows named pipe. `tcp`: an address, plain or with TLS.
 */
export type DialTarget =
  | { readonly kind: 'engine-grpc'; readonly engine: EngineAddress }
  | { readonly kind: 'container'; readonly engine: EngineAddress; readonly container: string }
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls?: DialTls };

/** PEM texts (not paths) and how strictly to check the server. */
export interface DialTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly skipVerify?: boolean;
  readonly serverName?: string;
}
