import { useEffect, useState } from 'react';
import type { StateVolume } from '../../../shared/contract/index.ts';
import { ask } from '../../app/index.ts';

const PAUSE_MS = 250;
const NONE: readonly StateVolume[] = [];

/** State volumes that a builder of this name would find there, looked for when typing pauses. */
export function useExistingState(name: string, endpoint: string): readonly StateVolume[] {
  const [found, setFound] = useState<{ readonly key: string; readonly volumes: readonly StateVolume[] }>({
    key: '',
    volumes: NONE,
  });
  const key = JSON.stringify([name, endpoint]);
  useEffect(() => {
    let gone = false;
    if (name === '' || endpoint === '') return;
    const timer = setTimeout(() => {
      void ask('builders.existing-state', { name, endpoint }).then((reply) => {
        if (!gone) setFound({ key, volumes: reply.ok ? reply.value.volumes : NONE });
      });
    }, PAUSE_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [name, endpoint, key]);
  return found.key === key ? found.volumes : NONE;
}
