import { Square, X } from 'lucide-react';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import type { OperationHead, OperationStep } from '../../../shared/contract/index.ts';
import { ask, useTopic } from '../../app/index.ts';
import {
  Button,
  CopyButton,
  cx,
  FailureNotice,
  type GlyphStatus,
  IconButton,
  StatusGlyph,
  sayFailed,
} from '../../ui/index.ts';
import { plainText } from '../log/ansi.ts';
import styles from './result-bar.module.css';

interface RunOutputProps {
  readonly operation: string;
  readonly running: boolean;
  readonly onClose: () => void;
}

/** What an image prints while it runs, how it ended, and a way to stop it. */
export function RunOutput({ operation, running, onClose }: RunOutputProps): ReactNode {
  const { head, items, failure } = useTopic('operation', operation);
  const [stopping, setStopping] = useState(false);
  const lines = head?.output ?? [];
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines move the end
  useLayoutEffect(() => {
    if (atEnd.current && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [lines]);
  const stop = async () => {
    setStopping(true);
    const reply = await ask('operations.cancel', { operation });
    setStopping(false);
    if (!reply.ok) sayFailed(reply.failure);
  };
  const wrong = failure ?? head?.failure;
  return (
    <div className={styles.output}>
      <div className={styles.outputHead}>
        <StatusGlyph status={glyphOf(head)} size={16} silent />
        <p className={styles.outputTitle} role="status">
          {endWords(head, Object.values(items))}
        </p>
        {lines.length === 0 ? null : (
          <CopyButton text={() => lines.map((line) => plainText(line.text)).join('\n')} label="Copy the output" />
        )}
        {running ? (
          <Button size="row" icon={<Square size={12} aria-hidden />} busy={stopping} onClick={() => void stop()}>
            Stop
          </Button>
        ) : (
          <IconButton size="row" label="Close the output" icon={<X size={14} aria-hidden />} onClick={onClose} />
        )}
      </div>
      {wrong === undefined ? null : <FailureNotice live failure={wrong} />}
      <div
        ref={box}
        className={styles.outputText}
        role="log"
        aria-label="Output of the image"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
          atEnd.current = scrollTop + clientHeight >= scrollHeight - 8;
        }}
      >
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
          <div key={index} className={cx(styles.outputLine, line.stream === 2 && styles.stderr)}>
            {plainText(line.text)}
          </div>
        ))}
        {lines.length === 0 && !running ? 'It printed nothing.' : null}
      </div>
    </div>
  );
}

function glyphOf(head: OperationHead | undefined): GlyphStatus {
  return head?.status ?? 'running';
}

function endWords(head: OperationHead | undefined, steps: readonly OperationStep[]): string {
  switch (head?.status) {
    case undefined:
      return 'Starting';
    case 'running': {
      const step = steps.find((each) => each.status === 'running');
      return step?.note ?? step?.title ?? 'Running';
    }
    case 'cancelled':
      return 'Stopped';
    case 'done':
    case 'failed':
      return head.exitCode === undefined
        ? head.status === 'done'
          ? 'Ended'
          : 'It could not be run'
        : `Ended with exit code ${head.exitCode}`;
  }
}
