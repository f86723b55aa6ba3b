import { createHash } from 'node:crypto';
import { z } from 'zod';
import { withGoKeys } from '../engine/index.ts';
import { goObject, goString } from './go-encode.ts';
import type { CurrentSelection } from './types.ts';

const currentSchema = z.preprocess(
  (value) => withGoKeys(value, ['Key', 'Name', 'Global']),
  z.object({
    Key: z.string().nullish(),
    Name: z.string().nullish(),
    Global: z.boolean().nullish(),
  }),
);

/** The file `current`. */
export interface CurrentFile {
  readonly key: string;
  readonly name: string;
  readonly global: boolean;
}

/** @throws when it is not the JSON that buildx writes */
export function decodeCurrent(text: string): CurrentFile {
  const { Key, Name, Global } = currentSchema.parse(JSON.parse(text));
  return { key: Key ?? '', name: Name ?? '', global: Global ?? false };
}

export function encodeCurrent({ key, name, global }: CurrentFile): string {
  return goObject([
    ['Key', goString(key)],
    ['Name', goString(name)],
    ['Global', String(global)],
  ]);
}

/** The file's name in `defaults/` for a context's key. */
export function defaultsFileOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 20);
}

/**
 * The CLI's order (docker/buildx store/store.go `Current`): a global selection whatever the key, then one for this key,
 * then the context's default, then the context's own builder. The CLI also rewrites `current` on the way; a reader
 * does not.
 *
 * @param exists gives the builder's key, if it can be read
 */
export async function selectCurrent(
  key: string,
  current: CurrentFile | undefined,
  readDefault: () => Promise<string | undefined>,
  exists: (name: string) => Promise<string | undefined>,
): Promise<CurrentSelection> {
  if (current !== undefined && current.name !== '') {
    const found = await exists(current.name);
    if (current.global && found !== undefined) return { builder: found, because: 'global' };
    if (current.key === key) {
      return found === undefined
        ? { builder: undefined, because: 'implicit', missing: current.name }
        : { builder: found, because: 'current' };
    }
  }
  const chosen = await readDefault();
  if (chosen === undefined || chosen === '') return { builder: undefined, because: 'implicit' };
  const found = await exists(chosen);
  return found === undefined
    ? { builder: undefined, because: 'implicit', missing: chosen }
    : { builder: found, because: 'default-for-context' };
}
