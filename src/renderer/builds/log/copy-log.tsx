import { Check, Copy } from 'lucide-react';
import { type ReactNode, use, useCallback, useEffect, useState } from 'react';
import { type BuildHead, failureOf } from '../../../shared/contract/index.ts';
import { ask } from '../../app/index.ts';
import { ClipboardContext, IconButton, sayDone, sayFailed } from '../../ui/index.ts';

/** Ended, and the steps and lines of its record are still coming: what is there of its log is no log yet. */
export function isBeingRead(head: BuildHead): boolean {
  return head.reading && head.summary.status !== 'running';
}

/** Why there is nothing to copy of a log. */
export function nothingToCopy(head: BuildHead, lines: number): string | undefined {
  if (lines > 0 || isBeingRead(head)) return undefined;
  return head.summary.status === 'running' ? 'Nothing is printed yet.' : 'Nothing was printed.';
}

/** Copies the log of a step, or of the build where `step` is empty; answers whether it did, and says so where it could not. */
export function useCopyLog(buildKey: string, step: string): () => Promise<boolean> {
  const copy = use(ClipboardContext);
  return useCallback(async () => {
    const reply = await ask('builds.log-text', { key: buildKey, step });
    if (!reply.ok) {
      sayFailed(reply.failure);
      return false;
    }
    try {
      await copy(reply.value.text);
    } catch (error) {
      sayFailed(failureOf(error));
      return false;
    }
    if (reply.value.cut) sayDone('Copied the first 5 MB', 'The log is longer than the clipboard should hold.');
    return true;
  }, [buildKey, step, copy]);
}

interface CopyLogProps {
  readonly buildKey: string;
  /** Empty for the log of the build. */
  readonly step: string;
  readonly head: BuildHead;
  /** Lines of that log. */
  readonly lines: number;
}

/** Copies the whole log that is shown; of a record that is being read once it has been. */
export function CopyLog({ buildKey, step, head, lines }: CopyLogProps): ReactNode {
  const copyLog = useCopyLog(buildKey, step);
  const [state, setState] = useState<'rest' | 'wanted' | 'busy' | 'copied'>('rest');
  const reading = isBeingRead(head);
  useEffect(() => {
    if (state !== 'copied') return;
    const timer = setTimeout(() => setState('rest'), 2000);
    return () => clearTimeout(timer);
  }, [state]);
  useEffect(() => {
    if (state !== 'wanted' || reading) return;
    setState('busy');
    void copyLog().then((done) => setState(done ? 'copied' : 'rest'));
  }, [state, reading, copyLog]);
  return (
    <IconButton
      size="row"
      label={state === 'copied' ? 'Copied' : step === '' ? 'Copy the whole log' : 'Copy the log of this step'}
      busy={state === 'busy' || state === 'wanted'}
      off={nothingToCopy(head, lines)}
      icon={state === 'copied' ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
      onClick={() => setState('wanted')}
    />
  );
}
