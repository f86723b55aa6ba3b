import type { ReactNode } from 'react';
import { count, useEngine } from '../app/index.ts';
import { UnreadableFiles } from './unreadable-files.tsx';

/** Contexts that docker keeps and that cannot be read: their Engines and builders are missing from the list. */
export function ContextProblems(): ReactNode {
  const { problems } = useEngine();
  const [first] = problems;
  if (first === undefined) return null;
  const sentences = problems.flatMap(({ failure }) => [failure.meaning, failure.remedy]);
  return (
    <UnreadableFiles
      title={problems.length === 1 ? first.failure.title : `${count(problems.length, 'docker context')} cannot be read`}
      sentences={[...new Set(sentences.filter((sentence) => sentence !== undefined))]}
      files={problems.map(({ file, failure }) => ({ file, reason: failure.detail }))}
    />
  );
}
