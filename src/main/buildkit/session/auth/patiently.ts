import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between the four tries. */
const PAUSES_MS = [1000, 2000, 4000];

/**
 * Node's codes for what Go calls an end or a reset of the connection, or an error that is temporary: a name server or a handshake out of
 * time, no more handles. A port where nobody listens is none of them.
 */
const PASSING = new Set([
  'EAI_AGAIN',
  'ECONNRESET',
  'EINTR',
  'EMFILE',
  'ENFILE',
  'EPIPE',
  'ETIMEDOUT',
  'HPE_INVALID_EOF_STATE',
]);

export type Pause = (milliseconds: number, signal: AbortSignal) => Promise<unknown>;

/**
 * Asks a server again where it failed in a way that may pass (moby/buildkit util/resolver/retryhandler/retry.go): a status from 500 on, an
 * answer without content, a connection that broke. The last outcome is given whatever it is.
 *
 * @param attempt rejects with an error whose `cause` is Node's
 */
export async function patiently<T extends { readonly status: number; readonly body: string }>(
  attempt: () => Promise<T>,
  signal: AbortSignal,
  pause: Pause = (milliseconds) => sleep(milliseconds, undefined, { signal }),
): Promise<T> {
  for (const milliseconds of PAUSES_MS) {
    try {
      const reply = await attempt();
      if (reply.status < 400 ? reply.body !== '' : reply.status < 500 || reply.status > 599) return reply;
    } catch (error) {
      if (signal.aborted || !PASSING.has(causeOf(error))) throw error;
    }
    // Given up meanwhile, the next try fails at once and says so.
    await pause(milliseconds, signal).catch(() => {});
  }
  return attempt();
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}
