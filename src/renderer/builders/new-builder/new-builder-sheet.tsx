import { type ReactNode, useState } from 'react';
import { useTopic } from '../../app/index.ts';
import { Sheet, Skeleton } from '../../ui/index.ts';
import { Composer } from './composer.tsx';
import type { NewBuilderForm } from './form.ts';
import { Making } from './making.tsx';

type Stage =
  | { readonly kind: 'compose'; readonly form?: NewBuilderForm }
  | { readonly kind: 'making'; readonly operation: string; readonly form: NewBuilderForm };

/** From a name and two sliders to a builder that runs. */
export function NewBuilderSheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  const [stage, setStage] = useState<Stage>({ kind: 'compose' });
  const engines = useTopic('engines');
  if (stage.kind === 'making') {
    return (
      <Making
        operation={stage.operation}
        name={stage.form.name.trim()}
        onClose={onClose}
        onBack={() => setStage({ kind: 'compose', form: stage.form })}
      />
    );
  }
  if (!engines.ready) {
    return (
      <Sheet open kind="centred" title="New builder" onClose={onClose}>
        <Skeleton rows={3} label="Reading the docker contexts" />
      </Sheet>
    );
  }
  return (
    <Composer
      start={stage.form}
      current={engines.head?.current ?? 'default'}
      onClose={onClose}
      onMade={(operation, form) => setStage({ kind: 'making', operation, form })}
    />
  );
}
