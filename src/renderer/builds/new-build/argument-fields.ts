import type { Project } from '../../../shared/contract/index.ts';

/** What a Dockerfile declares with ARG; undefined until one was looked at. */
export type Declared = Project['args'] | undefined;

/**
 * A build argument as its row holds it. Its value is `typed` once somebody has touched it, also where nothing is left of it; before,
 * it is `open`, or `lost` where the build that is made again had one, which was not kept.
 */
export type ArgumentRow = { name: string; value: string; given: 'open' | 'typed' | 'lost' };

/** What holds where the argument is not given. */
export function defaultOf(name: string, declared: Declared): string | undefined {
  return declared?.find((each) => each.name === name.trim())?.defaultValue;
}

/** True where the row is part of the build: a default holds until somebody gives a value, and what was lost has none yet. */
export function isGiven({ name, given }: ArgumentRow, declared: Declared): boolean {
  if (name.trim() === '' || given === 'lost') return false;
  return given === 'typed' || defaultOf(name, declared) === undefined;
}
