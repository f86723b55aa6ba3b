import { Check, Copy } from 'lucide-react';
import { createContext, type ReactNode, use, useEffect, useState } from 'react';
import { Button } from './button.tsx';
import { IconButton } from './icon-button.tsx';

/** How text gets to the clipboard; the application gives its own way. */
export const ClipboardContext = createContext<(text: string) => Promise<void>>((text) =>
  navigator.clipboard.writeText(text),
);

interface CopyButtonProps {
  /** Read when it is pressed. */
  readonly text: () => string;
  /** Its name: `Copy` and what. */
  readonly label: string;
  /** With the word `Copy` beside the icon. */
  readonly withWord?: boolean;
}

/** Copies a text and says so for two seconds. */
export function CopyButton({ text, label, withWord = false }: CopyButtonProps): ReactNode {
  const copy = use(ClipboardContext);
  const [state, setState] = useState<'rest' | 'copied' | 'failed'>('rest');
  useEffect(() => {
    if (state === 'rest') return;
    const timer = setTimeout(() => setState('rest'), 2000);
    return () => clearTimeout(timer);
  }, [state]);
  const press = () => {
    copy(text()).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  };
  const icon = state === 'copied' ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />;
  const word = state === 'copied' ? 'Copied' : state === 'failed' ? 'Not copied' : 'Copy';
  return withWord ? (
    <Button size="toolbar" icon={icon} onClick={press} aria-label={state === 'rest' ? label : word}>
      {word}
    </Button>
  ) : (
    <IconButton size="row" icon={icon} onClick={press} label={state === 'rest' ? label : word} />
  );
}
