import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Build } from '../../shared/actions/index.ts';
import { SlipwayError } from '../../shared/contract/index.ts';

/**
 * Looks at the places that a build writes to before it starts, so that it does not fail at its very end.
 *
 * @throws SlipwayError `conflict` or `not-found` at field `outputs.N.path`
 */
export async function checkOutputPlaces({ outputs }: Build): Promise<void> {
  for (const [index, output] of outputs.entries()) {
    if (!('path' in output)) continue;
    const { path } = output;
    const refuse = (title: string, remedy: string, code: 'conflict' | 'not-found' = 'conflict') =>
      new SlipwayError({ code, title, remedy, field: `outputs.${index}.path` });
    const found = await kindOf(path);
    if (output.kind === 'folder') {
      if (found === 'file') throw refuse(`${path} is a file, not a folder.`, 'Choose another folder.');
      continue;
    }
    if (found === 'folder') throw refuse(`${path} is a folder.`, 'Write the name of a file in it.');
    const parent = dirname(path);
    if ((await kindOf(parent)) !== 'folder') {
      throw refuse(`There is no folder ${parent}.`, 'Make it first, or choose another place.', 'not-found');
    }
  }
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'none'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'none';
  }
}
