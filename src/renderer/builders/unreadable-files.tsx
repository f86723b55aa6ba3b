import type { ReactNode } from 'react';
import { Notice } from '../ui/index.ts';
import styles from './unreadable-files.module.css';

/** About as many as the list shows without being scrolled. */
const MOST_IN_VIEW = 3;

interface UnreadableFilesProps {
  readonly title: string;
  /** What holds for all of them: what it means, and what to do. */
  readonly sentences: readonly string[];
  readonly files: readonly { readonly file: string; readonly reason: string | undefined }[];
}

/** Files of docker's that could not be read, each by its path. They are left alone. */
export function UnreadableFiles({ title, sentences, files }: UnreadableFilesProps): ReactNode {
  return (
    <Notice look="amber" title={title}>
      <p className={styles.text}>{sentences.join(' ')}</p>
      <ul
        className={styles.files}
        // A list that scrolls must be reachable by keyboard.
        tabIndex={files.length > MOST_IN_VIEW ? 0 : undefined}
      >
        {files.map(({ file, reason }) => (
          <li key={file}>
            <code>{file}</code> {reason === undefined ? null : <span className={styles.text}>{reason}</span>}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
