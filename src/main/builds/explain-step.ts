import type { BuildFailure } from '../../shared/contract/index.ts';

/** A step whose process was killed; who killed it, the exit code does not say. */
export const KILLED = 137;
/** What programs print when a write fails for want of space: strerror(ENOSPC) and strerror(EDQUOT), and Node's names of them. */
const NO_SPACE = /no space left on device|disk quota exceeded|\bENOSPC\b|\bEDQUOT\b/i;

/** A killed step of a builder of which the Engine says that it had no memory left. */
export function asOutOfMemory(failure: BuildFailure): BuildFailure {
  const title = failure.failure.title.replace(/ stopped with exit code 137\.$/, ' ran out of memory.');
  return {
    ...failure,
    failure: {
      ...failure.failure,
      title,
      meaning: 'The kernel killed it, since the builder had no memory left.',
      remedy: 'Give the builder more memory, or make the step need less.',
    },
  };
}

/** A failed step whose own last words say why. @param lines the end of its log */
export function withLastWords(failure: BuildFailure, lines: readonly string[]): BuildFailure {
  if (failure.failure.meaning !== undefined || !lines.some((line) => NO_SPACE.test(line))) return failure;
  return {
    ...failure,
    failure: {
      ...failure.failure,
      meaning: "It says that no space is left: the builder's disk may be full.",
      remedy: "Clean up the builder's cache or free space where its Engine keeps its volumes, then build again.",
    },
  };
}
