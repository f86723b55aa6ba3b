import { SlipwayError } from '../../shared/contract/failure.ts';

/** A docker host URL taken apart; `url` is the form that the docker CLI and buildx keep. */
export type HostUrl =
  | { readonly kind: 'socket'; readonly url: string; readonly path: string }
  | { readonly kind: 'tcp'; readonly url: string; readonly host: string; readonly port: number }
  | { readonly kind: 'ssh'; readonly url: string };

const DEFAULT_SOCKET = '/var/run/docker.sock';
const DEFAULT_PIPE = '//./pipe/docker_engine';
const PLAIN_PORT = 2375;
const TLS_PORT = 2376;

/** The host when nothing names one (docker/cli opts/hosts.go: with TLS in the environment it is not the socket). */
export function defaultHostUrl(platform: NodeJS.Platform, tls: boolean): string {
  if (tls) return `tcp://localhost:${TLS_PORT}`;
  return platform === 'win32' ? `npipe://${DEFAULT_PIPE}` : `unix://${DEFAULT_SOCKET}`;
}

/**
 * Reads a host as `DOCKER_HOST` and a context hold it (docker/cli opts/hosts.go): `unix://`, `npipe://`, `tcp://`,
 * `ssh://`, or `host:port`. A tcp host without a port gets 2375.
 *
 * @throws SlipwayError `engine-context-broken`
 */
export function parseHostUrl(text: string): HostUrl {
  const host = text.trim();
  const at = host.indexOf('://');
  const scheme = at < 0 ? 'tcp' : host.slice(0, at);
  const rest = at < 0 ? host : host.slice(at + 3);
  switch (scheme) {
    case 'unix':
    case 'npipe':
      return socketUrl(scheme, rest, host);
    case 'tcp':
    case 'http':
    case 'https':
      return tcpUrl(rest, host);
    case 'ssh':
      return { kind: 'ssh', url: host };
    default:
      throw broken(host, `Slipway knows no addresses that start with ${scheme}://.`);
  }
}

function socketUrl(scheme: 'unix' | 'npipe', rest: string, whole: string): HostUrl {
  if (rest.includes('://')) throw broken(whole, 'It holds two addresses.');
  const path = rest === '' ? (scheme === 'unix' ? DEFAULT_SOCKET : DEFAULT_PIPE) : rest;
  const url = `${scheme}://${path}`;
  return { kind: 'socket', url, path: scheme === 'npipe' ? path.replaceAll('/', '\\') : path };
}

function tcpUrl(rest: string, whole: string): HostUrl {
  if (rest.includes('://')) throw broken(whole, 'It holds two addresses.');
  const slash = rest.indexOf('/');
  const authority = slash < 0 ? rest : rest.slice(0, slash);
  const path = slash < 0 ? '' : rest.slice(slash);
  if (path !== '' && path !== '/') throw broken(whole, 'Slipway does not support a path behind the host.');
  const { host, port } = splitAuthority(authority, whole);
  return { kind: 'tcp', url: `tcp://${host.includes(':') ? `[${host}]` : host}:${port}`, host, port };
}

function splitAuthority(authority: string, whole: string): { host: string; port: number } {
  const parts = /^(?:\[(?<six>[^[\]]*)\]|(?<name>[^:[\]@]*))(?::(?<port>\d*))?$/.exec(authority)?.groups;
  if (parts === undefined) throw broken(whole, 'The part behind tcp:// is not host:port.');
  const port = parts.port === undefined || parts.port === '' ? PLAIN_PORT : Number(parts.port);
  if (port < 1 || port > 65_535) throw broken(whole, 'The port is not between 1 and 65535.');
  return { host: (parts.six ?? parts.name) || 'localhost', port };
}

function broken(host: string, meaning: string): SlipwayError {
  return new SlipwayError({
    code: 'engine-context-broken',
    title: 'The address of this Engine cannot be used.',
    meaning,
    remedy: 'An address looks like unix:///var/run/docker.sock, tcp://host:2376 or ssh://user@host.',
    detail: host,
  });
}
