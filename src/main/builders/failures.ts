import { type Failure, failureOf, SlipwayError } from '../../shared/contract/index.ts';

export function isNotFound(error: unknown): boolean {
  return error instanceof SlipwayError && error.failure.code === 'not-found';
}

export function isConflict(error: unknown): boolean {
  return error instanceof SlipwayError && error.failure.code === 'conflict';
}

/** The value, or undefined where there is no such thing. */
export async function orUndefined<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

export function notRunning(builder: string, node: string): SlipwayError {
  return new SlipwayError({
    code: 'builder-not-running',
    title: `The builder ${builder} is not running.`,
    remedy: 'Start it, or start a build on it, which starts it by itself.',
    detail: `Node ${node}: driver not running`,
    command: `docker buildx inspect --bootstrap ${builder}`,
  });
}

export function noSuchBuilder(name: string): SlipwayError {
  return new SlipwayError({
    code: 'not-found',
    title: `There is no builder called ${name}.`,
    remedy: 'It may have been removed by somebody else. Look at the list of builders.',
  });
}

export function foreignDriver(driver: string): Failure {
  return {
    code: 'unsupported',
    title: `Slipway lists ${driver} builders but does not ask them how they are.`,
    remedy: 'Look at it with the docker command.',
  };
}

/** Slipway's own folder did not take something, so that what needs it was not begun. */
export function dataUnwritable(path: string, error: unknown): SlipwayError {
  const { code, message = String(error) } = error as NodeJS.ErrnoException;
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new SlipwayError(
    {
      code: 'data-unwritable',
      title: full ? "The disk of Slipway's own folder is full." : "Slipway's own folder cannot be written.",
      meaning: 'What needs it was not done.',
      remedy: full ? 'Free space on that disk, then try again.' : 'Check who owns the folder and its permissions.',
      detail: `${path}: ${message}`,
    },
    { cause: error },
  );
}

/** A failure's message in one line, for the details of another one. */
export function wordsOf(error: unknown): string {
  const { title, detail } = failureOf(error);
  return detail === undefined ? title : `${title} ${detail}`;
}
