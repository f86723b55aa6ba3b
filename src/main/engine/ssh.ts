import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { SlipwayError } from '../../shared/contract/failure.ts';
import type { EngineAddress } from './address.ts';

/** The last bytes of what `ssh` said on its error stream that are kept to explain a failure. */
const STDERR_KEPT = 4096;

/**
 * The command line of the docker client for an ssh:// host (docker/cli cli/connhelper/ssh/ssh.go): the URL may name a
 * user, a port and the path of a socket; never a password, query or fragment.
 *
 * @throws SlipwayError `engine-context-broken`
 */
export function sshCommand(hostUrl: string): { readonly program: 'ssh'; readonly args: readonly string[] } {
  const url = URL.canParse(hostUrl) ? new URL(hostUrl) : undefined;
  const wrong = url === undefined ? 'it is no URL' : faultOf(url);
  if (url === undefined || wrong !== undefined) {
    throw new SlipwayError({
      code: 'engine-context-broken',
      title: 'The ssh address of this Engine cannot be used.',
      meaning: `Slipway cannot read it: ${wrong}.`,
      remedy: 'Write it as ssh://user@host, ssh://user@host:port or ssh://user@host/path/of/docker.sock.',
    });
  }
  const path = url.pathname === '' || url.pathname === '/' ? undefined : decodeURIComponent(url.pathname);
  const remote = path === undefined ? [] : [`--host=unix://${path}`];
  return {
    program: 'ssh',
    args: [
      ...(url.username === '' ? [] : ['-l', decodeURIComponent(url.username)]),
      ...(url.port === '' ? [] : ['-p', url.port]),
      '-o',
      'ConnectTimeout=30',
      '-T',
      '--',
      url.hostname.replace(/^\[|\]$/g, ''),
      ['docker', ...remote, 'system', 'dial-stdio'].map(quoteForShell).join(' '),
    ],
  };
}

function faultOf(url: URL): string | undefined {
  if (url.protocol !== 'ssh:') return `it starts with ${url.protocol}//, not ssh://`;
  if (url.hostname === '') return 'it names no host';
  if (url.password !== '') return 'a password does not belong in it';
  if (url.search !== '') return 'a query does not belong in it';
  if (url.hash !== '') return 'a fragment does not belong in it';
  return undefined;
}

/** Words of plain characters stay as they are; others are quoted for the remote POSIX shell. */
function quoteForShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * One `ssh` process, its standard streams as one Duplex. The process ends with the stream. If it fails, the stream fails
 * with what ssh said (wrong key, unknown host, no docker over there). Rejects when there is no ssh program.
 */
export function openSshStream(
  { url, variables }: Omit<SshAddress, 'kind'>,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const { program, args } = sshCommand(url);
    // Never a terminal: a password prompt in the background would wait for ever.
    const child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
      env: { ...process.env, ...variables },
    });
    child.once('error', reject);
    child.once('spawn', () => {
      const stream = new SshStream(child, url);
      const onAbort = () => stream.destroy(signal?.reason instanceof Error ? signal.reason : undefined);
      signal?.addEventListener('abort', onAbort, { once: true });
      stream.once('close', () => signal?.removeEventListener('abort', onAbort));
      resolve(stream);
    });
  });
}

type SshAddress = Extract<EngineAddress, { kind: 'ssh' }>;

/** Its end waits for the process's own, which alone tells an orderly end from a failure. */
class SshStream extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams;
  #idle: NodeJS.Timeout | undefined;

  constructor(child: ChildProcessWithoutNullStreams, hostUrl: string) {
    super();
    this.#child = child;
    let said = '';
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text: string) => {
      said = (said + text).slice(-STDERR_KEPT);
    });
    child.stdout.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) child.stdout.pause();
    });
    child.stdin.on('error', () => {});
    child.once('close', (code) => {
      if (code === 0) this.push(null);
      else this.destroy(sshFailure(hostUrl, code, said));
    });
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    // A failed write is told by the process's end, in ssh's own words.
    this.#child.stdin.write(chunk, () => done());
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#child.stdin.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#idle);
    this.#child.kill();
    done(error);
  }

  // What node:http calls on the sockets of a keep-alive agent: it sets a time limit each time it puts one aside.
  setTimeout(millis: number): this {
    clearTimeout(this.#idle);
    this.#idle = millis > 0 ? setTimeout(() => this.emit('timeout'), millis).unref() : undefined;
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

function sshFailure(hostUrl: string, code: number | null, said: string): SlipwayError {
  return new SlipwayError({
    code: 'engine-unreachable',
    title: 'The connection over ssh failed.',
    meaning: `Slipway ran ssh to reach ${hostUrl}, and it ended ${code === null ? 'by a signal' : `with code ${code}`}.`,
    remedy: 'Try the same ssh connection in a terminal. The other machine needs the docker program.',
    ...(said.trim() === '' ? {} : { detail: said.trim() }),
  });
}
