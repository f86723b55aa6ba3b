import { type Failure, SlipwayError } from '../../shared/contract/failure.ts';
import { type EngineAddress, hostUrlOf } from './address.ts';

/** What is known of this machine when a connection fails. */
export interface ConnectFacts {
  /** A docker program or Docker Desktop is there; undefined when nobody looked. */
  readonly dockerInstalled?: boolean;
  readonly platform: NodeJS.Platform;
}

/** Codes of node:tls and OpenSSL that say: the two ends could not agree whom to trust. */
const TLS_CODES = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO|ERR_OSSL)/;
const UNREACHABLE = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENONET',
]);

/**
 * Why an Engine could not be reached, in plain words, and which endpoint was tried. Undefined for an error that has
 * nothing to do with connecting.
 */
export function explainConnectError(error: unknown, address: EngineAddress, facts: ConnectFacts): Failure | undefined {
  if (error instanceof SlipwayError) return error.failure;
  const { code = '', message = '' } = innermost(error);
  const tried = hostUrlOf(address);
  const detail = message === '' ? code : message;
  if (address.kind === 'socket') {
    if (code === 'ENOENT' || code === 'ENOTDIR') return missingSocket(tried, detail, facts);
    if (code === 'ECONNREFUSED')
      return notRunning(tried, 'The socket is there, but nothing listens on it.', detail, facts);
    if (code === 'EACCES' || code === 'EPERM') return noPermission(tried, detail, facts);
  }
  if (address.kind === 'ssh' && code === 'ENOENT') return noSsh(tried, detail);
  if (code === 'ECONNREFUSED') return refused(tried, detail);
  if (UNREACHABLE.has(code)) return unreachable(tried, detail);
  if (TLS_CODES.test(code)) return distrust(tried, detail);
  if (code === 'ECONNRESET' || code === 'EPIPE' || /socket hang up/.test(message)) return hungUp(tried, detail);
  return undefined;
}

function innermost(error: unknown): { code?: string | undefined; message?: string | undefined } {
  // Node tries several addresses of a name and gives an AggregateError of them.
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0]);
  return error instanceof Error ? (error as NodeJS.ErrnoException) : { message: String(error) };
}

function missingSocket(tried: string, detail: string, facts: ConnectFacts): Failure {
  if (facts.dockerInstalled === false) {
    return {
      code: 'engine-not-installed',
      title: 'Docker is not installed on this computer.',
      meaning: `There is no socket at ${tried}, and no docker program was found.`,
      remedy: 'Install Docker Engine or Docker Desktop, or choose a context of an Engine elsewhere.',
      detail,
    };
  }
  return notRunning(tried, 'Its socket does not exist.', detail, facts);
}

function notRunning(tried: string, why: string, detail: string, { platform }: ConnectFacts): Failure {
  const linux = platform === 'linux';
  return {
    code: 'engine-not-running',
    title: 'Docker is not running.',
    meaning: `Slipway tried ${tried}. ${why}`,
    remedy: linux ? 'Start the Docker service, or Docker Desktop.' : 'Start Docker Desktop.',
    detail,
    ...(linux ? { command: 'sudo systemctl start docker' } : {}),
  };
}

function noPermission(tried: string, detail: string, { platform }: ConnectFacts): Failure {
  const linux = platform === 'linux';
  return {
    code: 'engine-no-permission',
    title: 'You may not use Docker on this computer.',
    meaning: `Docker's socket at ${tried} is there, but your user has no permission to open it.`,
    remedy: linux
      ? 'Add your user to the docker group, then log out and in again. Members of that group can become root.'
      : 'Ask whoever manages this computer for access to Docker.',
    detail,
    ...(linux ? { command: 'sudo usermod -aG docker "$USER"' } : {}),
  };
}

function refused(tried: string, detail: string): Failure {
  return {
    code: 'engine-refused',
    title: 'The computer answers, but no Docker Engine does.',
    meaning: `Slipway tried ${tried}, and the connection was refused.`,
    remedy: 'Check that Docker runs there and listens on this port.',
    detail,
  };
}

function unreachable(tried: string, detail: string): Failure {
  return {
    code: 'engine-unreachable',
    title: 'The Docker Engine cannot be reached.',
    meaning: `Slipway tried ${tried} and got no answer.`,
    remedy: 'Check the address, the network and a VPN if you use one.',
    detail,
  };
}

function distrust(tried: string, detail: string): Failure {
  return {
    code: 'engine-refused',
    title: 'No safe connection to the Docker Engine could be made.',
    meaning: `At ${tried} the certificates of the two sides do not fit.`,
    remedy: 'Check the TLS files of this context, and that the Engine uses TLS on this port.',
    detail,
  };
}

function hungUp(tried: string, detail: string): Failure {
  return {
    code: 'engine-unreachable',
    title: 'The Docker Engine ended the connection.',
    meaning: `It was reached at ${tried}, then hung up. It may be restarting.`,
    remedy: 'Try again in a moment.',
    detail,
  };
}

function noSsh(tried: string, detail: string): Failure {
  return {
    code: 'engine-unreachable',
    title: 'The ssh program was not found.',
    meaning: `Slipway needs it to reach ${tried}.`,
    remedy: 'Install OpenSSH, and see that it is in PATH.',
    detail,
  };
}
