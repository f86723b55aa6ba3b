/**
 * How to reach a Docker Engine, as one plain value that can be sent to a worker.
 *
 * `socket` is a unix socket or a Windows named pipe (`\\.\pipe\docker_engine`). TLS files are held by content, not by
 * path. `headers` are config.json's `HttpHeaders`: they go on every request. `variables` are set for `ssh` on top of those of this process,
 * which lacks the login shell's; whoever opens a connection, in a worker too, has them with the address. May hold secrets: never show it.
 */
export type EngineAddress =
  | { readonly kind: 'socket'; readonly path: string }
  | {
      readonly kind: 'tcp';
      readonly host: string;
      readonly port: number;
      readonly tls?: EngineTls;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'ssh'; readonly url: string; readonly variables: Readonly<Record<string, string>> };

/** PEM texts. `serverName` overrides the name that the server's certificate is checked against. */
export interface EngineTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly skipVerify: boolean;
  readonly serverName?: string;
}

/** The address as a docker host URL: `unix:///var/run/docker.sock`, `tcp://h:2376`, `ssh://u@h`. Holds no secret. */
export function hostUrlOf(address: EngineAddress): string {
  switch (address.kind) {
    case 'socket':
      return address.path.startsWith('\\\\') || address.path.startsWith('//')
        ? `npipe://${address.path.replaceAll('\\', '/')}`
        : `unix://${address.path}`;
    case 'tcp':
      return `tcp://${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
    case 'ssh':
      return address.url;
  }
}
