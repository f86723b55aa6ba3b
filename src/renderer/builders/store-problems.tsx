import type { ReactNode } from 'react';
import { count } from '../app/index.ts';
import { UnreadableFiles } from './unreadable-files.tsx';

interface StoreProblemsProps {
  readonly problems: readonly { readonly file: string; readonly reason: string }[];
}

/** Stray and broken files in the builder store. They are left alone. */
export function StoreProblems({ problems }: StoreProblemsProps): ReactNode {
  if (problems.length === 0) return null;
  return (
    <UnreadableFiles
      title={`${count(problems.length, 'file')} in the builder store could not be read`}
      sentences={['The other builders are not affected.', 'Slipway never deletes such files.']}
      files={problems}
    />
  );
}
