import { readFile } from 'node:fs/promises';
import { SlipwayError } from '../../shared/contract/failure.ts';
import { readInstance } from './list.ts';
import { isValidName } from './names.ts';
import type { ListedInstance } from './types.ts';

/**
 * One builder by any case of its name. Undefined when there is none.
 *
 * @throws SlipwayError `store-broken` when its file cannot be read
 */
export async function readByName(dir: string, name: string): Promise<ListedInstance | undefined> {
  if (!isValidName(name)) return undefined;
  const { instance, problems } = await readInstance(dir, name.toLowerCase());
  const [problem] = problems;
  if (instance === undefined && problem !== undefined) throw new SlipwayError(problem.failure);
  return instance;
}

/** A file's text; undefined when it is missing or cannot be read. */
export function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
