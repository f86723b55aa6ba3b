import { Check, Copy } from 'lucide-react';
import { type ReactNode, use, useEffect, useState } from 'react';
import { failureOf } from '../../../shared/contract/index.ts';
import { ask } from '../../app/index.ts';
import { ClipboardContext, IconButton, sayDone, sayFailed } from '../../ui/index.ts';

/** Copies the whole log of a step, or of the build where `step` is empty. */
export function CopyLog({ buildKey, step }: { readonly buildKey: string; readonly step: string }): ReactNode {
  const copy = use(ClipboardContext);
  const [state, setState] = useState<'rest' | 'busy' | 'copied'>('rest');
  useEffect(() => {
    if (state !== 'copied') return;
    const timer = setTimeout(() => setState('rest'), 2000);
    return () => clearTimeout(timer);
  }, [state]);
  const press = async () => {
    setState('busy');
    const reply = await ask('builds.log-text', { key: buildKey, step });
    if (!reply.ok) {
      setState('rest');
      sayFailed(reply.failure);
      return;
    }
    try {
      await copy(reply.value.text);
    } catch (error) {
      setState('rest');
      sayFailed(failureOf(error));
      return;
    }
    setState('copied');
    if (reply.value.cut) sayDone('Copied the first 5 MB', 'The log is longer than the clipboard should hold.');
  };
  return (
    <IconButton
      size="row"
      label={state === 'copied' ? 'Copied' : step === '' ? 'Copy the whole log' : 'Copy the log of this step'}
      busy={state === 'busy'}
      icon={state === 'copied' ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
      onClick={() => void press()}
    />
  );
}
