import { Info } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Failure } from '../../shared/contract/index.ts';
import { cx } from './class-names.ts';
import { CopyButton } from './clipboard.tsx';
import styles from './notice.module.css';
import { piecesOf } from './shells.ts';
import { StatusGlyph } from './status-glyph.tsx';

interface NoticeProps {
  readonly look: 'info' | 'amber' | 'fail';
  readonly title: ReactNode;
  readonly children?: ReactNode;
  /** Buttons under the text, or at its right when there is room. */
  readonly actions?: ReactNode;
  /** Spoken when it appears, and again when it changes. */
  readonly live?: boolean;
  /** Under the text and never spoken by itself, for what changes all the time, such as an age. */
  readonly unspoken?: ReactNode;
}

/** Something that a person should know here: quiet, a warning, or a failure. */
export function Notice({ look, title, children, actions, live = false, unspoken }: NoticeProps): ReactNode {
  return (
    <div className={cx(styles.notice, styles[look])}>
      <span className={styles.mark}>
        {look === 'info' ? (
          <Info size={16} aria-hidden />
        ) : (
          <StatusGlyph status={look === 'fail' ? 'failed' : 'warning'} size={17} />
        )}
      </span>
      <div className={styles.words}>
        <div className={styles.spoken} role={live ? (look === 'fail' ? 'alert' : 'status') : undefined}>
          <p className={styles.title}>{title}</p>
          {children}
        </div>
        {unspoken}
      </div>
      {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

interface FailureNoticeProps {
  readonly failure: Failure;
  readonly look?: 'amber' | 'fail';
  readonly actions?: ReactNode;
  readonly live?: boolean;
  /** As of a notice. */
  readonly unspoken?: ReactNode;
}

/** A failure: what happened, what it means, what to do, the command, and the raw text folded away. */
export function FailureNotice({
  failure,
  look = 'fail',
  actions,
  live = false,
  unspoken,
}: FailureNoticeProps): ReactNode {
  return (
    <Notice look={look} title={failure.title} actions={actions} live={live} unspoken={unspoken}>
      <FailureBody failure={failure} />
    </Notice>
  );
}

/** All of a failure but its title. */
export function FailureBody({ failure }: { readonly failure: Failure }): ReactNode {
  return (
    <>
      {failure.meaning === undefined ? null : <p className={styles.text}>{failure.meaning}</p>}
      {failure.remedy === undefined ? null : <p className={styles.text}>{failure.remedy}</p>}
      {failure.command === undefined ? null : <CommandLine command={failure.command} />}
      {failure.detail === undefined ? null : (
        <details className={styles.details}>
          <summary>Details</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
          <pre className={styles.detail} tabIndex={0}>
            {failure.detail}
          </pre>
        </details>
      )}
    </>
  );
}

/** One command with a button to copy it. */
export function CommandLine({ command }: { readonly command: string }): ReactNode {
  return (
    <div className={styles.command}>
      <code>
        {piecesOf(command).map((word, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: words repeat and have no identity but their place
          <span key={index}>
            {index === 0 ? null : ' '}
            <span className={styles.word}>{word}</span>
          </span>
        ))}
      </code>
      <CopyButton text={() => command} label="Copy the command" />
    </div>
  );
}
