import { type Failure, SlipwayError } from '../../../shared/contract/failure.ts';
import { type EngineAddress, hostUrlOf } from '../../engine/index.ts';

/** The error of a stream to an Engine that would not open. */
export function engineUnreachable(engine: EngineAddress, cause: unknown): SlipwayError {
  if (cause instanceof SlipwayError) return cause;
  const code = codeOf(cause);
  const where = hostUrlOf(engine);
  const failure: Failure =
    code === 'EACCES' || code === 'EPERM'
      ? {
          code: 'engine-no-permission',
          title: 'You are not allowed to talk to Docker.',
          meaning: `${where} exists, but this account may not use it.`,
          detail: messageOf(cause),
        }
      : code === 'ENOENT' || (code === 'ECONNREFUSED' && engine.kind === 'socket')
        ? {
            code: 'engine-not-running',
            title: 'Docker is not running.',
            meaning: `Nothing answers at ${where}.`,
            remedy: 'Start Docker and try again.',
            detail: messageOf(cause),
          }
        : {
            code: 'engine-unreachable',
            title: 'The Docker Engine cannot be reached.',
            meaning: `No connection to ${where}.`,
            detail: messageOf(cause),
          };
  return new SlipwayError(failure, { cause });
}

export function engineRefused(text: string): SlipwayError {
  return new SlipwayError({
    code: 'engine-refused',
    title: 'The Docker Engine refused the connection to its builder.',
    detail: text,
  });
}

export function builderNotRunning(container: string, text: string): SlipwayError {
  return new SlipwayError({
    code: 'builder-not-running',
    title: 'The builder is not running.',
    meaning: `Its container ${container} is stopped, paused or gone.`,
    remedy: 'Start the builder and try again.',
    detail: text,
  });
}

export function buildkitUnavailable(where: string, text: string, cause?: unknown): SlipwayError {
  return new SlipwayError(
    {
      code: 'buildkit-unavailable',
      title: 'BuildKit does not answer.',
      meaning: `No connection to the builder ${where}.`,
      ...(text === '' ? {} : { detail: text }),
    },
    { cause },
  );
}

export function cancelled(cause?: unknown): SlipwayError {
  return new SlipwayError({ code: 'cancelled', title: 'Cancelled.' }, { cause });
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
