import { SlipwayError } from '../../shared/contract/failure.ts';

/** A store that cannot be written, whatever the reason. */
export function unwritable(path: string, error: unknown): SlipwayError {
  return new SlipwayError(
    {
      code: 'store-unwritable',
      title: 'The folder with the builders cannot be written.',
      meaning: 'Nothing was changed.',
      remedy: 'Check who owns the folder, its permissions, and that the disk is not full.',
      detail: `${path}: ${error instanceof Error ? error.message : String(error)}`,
    },
    { cause: error },
  );
}
