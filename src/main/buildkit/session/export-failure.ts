import type { Failure } from '../../../shared/contract/failure.ts';
import type { SessionExport } from './types.ts';

type Place = SessionExport['to'];

/** Why a result did not come to its place on this side, in plain words. */
export function exportFailure(to: Place, error: unknown): Failure {
  const detail = error instanceof Error ? error.message : String(error);
  if (to.kind === 'engine-load') {
    if (!/no space left on device/i.test(detail)) {
      return { code: 'exporter-failed', title: 'The image could not be loaded into Docker.', detail };
    }
    return {
      code: 'exporter-failed',
      title: 'The Docker Engine has no space left for the image.',
      meaning: 'The image was built, but could not be loaded into Docker.',
      remedy: 'Remove images and containers there that nobody needs, then build again.',
      detail,
    };
  }
  const words = wordsOf(to, (error as NodeJS.ErrnoException | undefined)?.code);
  return { code: 'exporter-failed', title: 'The result could not be written.', ...words, detail };
}

/** What a build that does not succeed leaves at a place all the same. */
export function leftFailure(to: Place): Failure {
  const code = 'exporter-failed';
  switch (to.kind) {
    case 'engine-load':
      return { code, title: 'The image is in Docker all the same.', meaning: 'It was loaded before the build ended.' };
    case 'folder':
      return {
        code,
        title: 'Files of the build may be there all the same.',
        meaning: `They are laid into ${to.path} as they come.`,
      };
    case 'file':
    case 'layout':
      return {
        code,
        title: 'A result is there all the same.',
        meaning: `${to.path} was written before the build ended.`,
      };
  }
}

function wordsOf(to: Exclude<Place, { kind: 'engine-load' }>, code: string | undefined): Partial<Failure> {
  // A file is put in its place when it is whole; a folder is filled file by file.
  const before =
    to.kind === 'folder' ? 'Some of the files may be there already.' : 'What was there before is as it was.';
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return {
        title: 'There is no space left for the result.',
        meaning: `The disk of ${to.path} is full${code === 'EDQUOT' ? ' as far as you may use it' : ''}. ${before}`,
        remedy: 'Free space or choose another place, then build again: what was built is in the cache.',
      };
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return {
        meaning: `You may not write at ${to.path}. ${before}`,
        remedy: 'Choose another place, or change who may write there.',
      };
    default:
      return {};
  }
}
