import type { ReactNode } from 'react';
import type { OutcomeOutput } from '../../../shared/contract/index.ts';
import { formatDisk, formatExactBytes } from '../../../shared/options/index.ts';
import { CopyButton, StatusGlyph } from '../../ui/index.ts';
import styles from './result-bar.module.css';
import { ShortDigest } from './short-digest.tsx';

/** One thing that came out beside an image in Docker: where it is, and what is needed to use it. */
export function OutputBar({ output }: { readonly output: OutcomeOutput }): ReactNode {
  const place = output.kind === 'push' ? output.reference : output.path;
  return (
    <div className={styles.bar}>
      <StatusGlyph status="done" />
      <div className={styles.words}>
        <h2 className={styles.title}>
          {place}
          <span className={styles.quiet}> {WORDS[output.kind]}</span>
        </h2>
        <p className={styles.facts}>
          {output.kind === 'push' ? (
            output.digest === undefined ? null : (
              <ShortDigest digest={output.digest} />
            )
          ) : output.size === undefined ? null : (
            <span title={formatExactBytes(output.size)}>{formatDisk(output.size)}</span>
          )}
        </p>
      </div>
      <CopyButton text={() => place} label={output.kind === 'push' ? 'Copy the name' : 'Copy the path'} />
    </div>
  );
}

const WORDS: Readonly<Record<OutcomeOutput['kind'], string>> = {
  push: 'in its registry',
  'docker-archive': 'image file for docker load',
  'oci-archive': 'image file, OCI',
  tar: 'files in one tar',
  folder: 'folder with the files',
};
