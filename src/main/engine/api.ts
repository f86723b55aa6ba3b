import http from 'node:http';
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import type { EngineAddress } from './address.ts';
import { openEngineStream } from './stream.ts';

/** A tcp host that does not answer is given up after this; ssh has a limit of its own (30 s, as docker gives it). */
const CONNECT_TIMEOUT_MS = 10_000;
/** Kept connections spare TLS and ssh handshakes; a local socket is opened anew as fast. */
const KEPT_IDLE_MS = 30_000;

/**
 * The one place that makes a dockerode client. docker-modem merges the process's DOCKER_* variables into every option
 * that is left out (docker-modem lib/modem.js), so each one is given, `undefined` included, and every connection comes
 * from our own agent: what the modem thinks of host and TLS has no effect. It even throws where DOCKER_HOST is no URL or
 * DOCKER_CERT_PATH cannot be read, so it is made while they are out of sight.
 *
 * dockerode takes 80 ms to load, and whoever only opens streams to an Engine needs none of it: it is loaded here, when first used.
 *
 * @param version such as `1.45`; undefined only to ask for the version
 */
export async function createDockerClient(
  address: EngineAddress,
  agent: EngineAgent,
  version?: string,
): Promise<Docker> {
  const { default: DockerClient } = await import('dockerode');
  const options = {
    protocol: 'http',
    host: hostHeaderOf(address),
    port: address.kind === 'tcp' ? address.port : 80,
    version: version === undefined ? undefined : `v${version}`,
    headers: headersOf(address),
    agent,
    pathPrefix: '/',
    socketPath: undefined,
    username: undefined,
    password: undefined,
    ca: undefined,
    cert: undefined,
    key: undefined,
    checkServerIdentity: undefined,
    // The agent limits connecting, each call limits itself.
    timeout: undefined,
    connectionTimeout: undefined,
    sshOptions: undefined,
    agentForward: undefined,
  };
  return withoutDockerVariables(() => new DockerClient(options as unknown as Docker.DockerOptions));
}

/** The headers of every request; docker-modem drops the client's where a call adds its own. */
export function headersOf(address: EngineAddress): Readonly<Record<string, string>> {
  return address.kind === 'tcp' ? { ...address.headers } : {};
}

/** Runs without a turn of the event loop between, so nobody else can see the difference. */
function withoutDockerVariables<T>(make: () => T): T {
  const hidden = Object.entries(process.env).filter(([name]) => name.startsWith('DOCKER_'));
  for (const [name] of hidden) delete process.env[name];
  try {
    return make();
  } finally {
    for (const [name, value] of hidden) process.env[name] = value;
  }
}

function hostHeaderOf(address: EngineAddress): string {
  if (address.kind !== 'tcp') return 'http://docker.localhost';
  return `http://${address.host.includes(':') ? `[${address.host}]` : address.host}`;
}

/** Opens every connection to one Engine. `destroy` ends them all, those in use too. */
export class EngineAgent extends http.Agent {
  readonly #address: EngineAddress;

  constructor(address: EngineAddress) {
    super({
      keepAlive: address.kind !== 'socket',
      maxFreeSockets: 2,
      ...(address.kind === 'socket' ? {} : { timeout: KEPT_IDLE_MS }),
    });
    this.#address = address;
  }

  override createConnection(
    _options: http.ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const limit = new AbortController();
    const timer =
      this.#address.kind === 'ssh' ? undefined : setTimeout(() => limit.abort(connectTimeout()), CONNECT_TIMEOUT_MS);
    const done = callback as ((error: Error | null, stream?: Duplex) => void) | undefined;
    openEngineStream(this.#address, { signal: limit.signal })
      .then((stream) => done?.(null, stream))
      .catch((error: Error) => done?.(error))
      .finally(() => clearTimeout(timer));
  }
}

function connectTimeout(): Error {
  return Object.assign(new Error(`No connection within ${CONNECT_TIMEOUT_MS / 1000} s.`), { code: 'ETIMEDOUT' });
}
