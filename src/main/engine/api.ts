import http from 'node:http';
import type { Duplex } from 'node:stream';
import Docker from 'dockerode';
import type { EngineAddress } from './address.ts';
import { openEngineStream } from './stream.ts';

/** A tcp host that does not answer is given up after this; ssh has a limit of its own (30 s, as docker gives it). */
const CONNECT_TIMEOUT_MS = 10_000;
/** Kept connections spare TLS and ssh handshakes; a local socket is opened anew as fast. */
const KEPT_IDLE_MS = 30_000;

/** A dockerode client and the agent that opens its connections. */
export interface DockerClient {
  readonly docker: Docker;
  /** For headers that a call adds its own to; docker-modem drops the client's then. */
  readonly headers: Readonly<Record<string, string>>;
  close(): void;
}

/**
 * The one place that makes a dockerode client. docker-modem merges the process's DOCKER_* variables into every option
 * that is left out (docker-modem lib/modem.js), so each one is given, `undefined` included, and every connection comes
 * from our own agent: what the modem thinks of host and TLS has no effect. It even throws where DOCKER_HOST is no URL or
 * DOCKER_CERT_PATH cannot be read, so it is made while they are out of sight.
 *
 * @param version such as `1.45`; undefined only to ask for the version
 */
export function createDockerClient(
  address: EngineAddress,
  { version, environment }: { readonly version?: string | undefined; readonly environment?: NodeJS.ProcessEnv } = {},
): DockerClient {
  const agent = new EngineAgent(address, environment);
  const headers = address.kind === 'tcp' ? { ...address.headers } : {};
  const docker = withoutDockerVariables(
    () =>
      new Docker({
        protocol: 'http',
        host: hostHeaderOf(address),
        port: address.kind === 'tcp' ? address.port : 80,
        version: version === undefined ? undefined : `v${version}`,
        headers,
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
      } as unknown as Docker.DockerOptions),
  );
  return { docker, headers, close: () => agent.destroy() };
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

class EngineAgent extends http.Agent {
  readonly #address: EngineAddress;
  readonly #environment: NodeJS.ProcessEnv | undefined;

  constructor(address: EngineAddress, environment: NodeJS.ProcessEnv | undefined) {
    super({
      keepAlive: address.kind !== 'socket',
      maxFreeSockets: 2,
      ...(address.kind === 'socket' ? {} : { timeout: KEPT_IDLE_MS }),
    });
    this.#address = address;
    this.#environment = environment;
  }

  override createConnection(
    _options: http.ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const limit = new AbortController();
    const timer =
      this.#address.kind === 'ssh' ? undefined : setTimeout(() => limit.abort(connectTimeout()), CONNECT_TIMEOUT_MS);
    const done = callback as ((error: Error | null, stream?: Duplex) => void) | undefined;
    openEngineStream(this.#address, { signal: limit.signal, environment: this.#environment })
      .then((stream) => done?.(null, stream))
      .catch((error: Error) => done?.(error))
      .finally(() => clearTimeout(timer));
  }
}

function connectTimeout(): Error {
  return Object.assign(new Error(`No connection within ${CONNECT_TIMEOUT_MS / 1000} s.`), { code: 'ETIMEDOUT' });
}
