import { useEffect, useState } from 'react';
import type { Failure, Project } from '../../../shared/contract/index.ts';
import { ask } from '../../app/index.ts';

/** How long a path must stay as it is before the folder is looked at. */
const PAUSE_MS = 200;

export interface LookedAt {
  /** What was found; of the folder before while a new one is looked at. */
  readonly project: Project | undefined;
  readonly looking: boolean;
  /** Main could not be asked. */
  readonly failure: Failure | undefined;
}

/** The folder as a build would see it, looked at again whenever the path or the Dockerfile changes. */
export function useProject(context: string, dockerfile: string): LookedAt {
  const [found, setFound] = useState<LookedAt>({ project: undefined, looking: false, failure: undefined });
  useEffect(() => {
    if (context === '') {
      setFound({ project: undefined, looking: false, failure: undefined });
      return;
    }
    let gone = false;
    setFound((before) => ({ ...before, looking: true }));
    const timer = setTimeout(() => {
      void ask('projects.inspect', { context, dockerfile }).then((reply) => {
        if (gone) return;
        setFound(
          reply.ok
            ? { project: reply.value, looking: false, failure: undefined }
            : { project: undefined, looking: false, failure: reply.failure },
        );
      });
    }, PAUSE_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [context, dockerfile]);
  return found;
}
