import type { ReactNode } from 'react';
import type { BuildHead } from '../../../shared/contract/index.ts';
import { count } from '../../app/index.ts';
import { StatusGlyph } from '../../ui/index.ts';
import { ResultBar } from '../run/result-bar.tsx';
import styles from './end-notice.module.css';

/** How a build that did not fail has ended: what came out of it, or that it was cancelled. */
export function EndNotice({ head }: { readonly head: BuildHead }): ReactNode {
  const { status, counts } = head.summary;
  if (status === 'done') return <ResultBar head={head} />;
  if (status !== 'cancelled') return null;
  const left = Math.max(0, counts.total - counts.ended);
  return (
    <div className={styles.bar}>
      <StatusGlyph status="cancelled" silent />
      <p>
        <strong>Cancelled.</strong> Nothing came out.{' '}
        {left === 0 ? '' : `${count(left, 'step was', 'steps were')} stopped or never started.`}
      </p>
    </div>
  );
}
