import { useEffect, useState } from 'react';
import type { PathCompletion } from '../../../shared/contract/index.ts';
import { ask } from '../../app/index.ts';

/** Folders that could follow what is typed; nothing while `on` is false. */
export function useCompletion(path: string, on: boolean): PathCompletion | undefined {
  const [found, setFound] = useState<{ readonly path: string; readonly completion: PathCompletion }>();
  useEffect(() => {
    if (!on) return;
    let gone = false;
    void ask('projects.complete', { path, kind: 'folder' }).then((reply) => {
      if (!gone && reply.ok) setFound({ path, completion: reply.value });
    });
    return () => {
      gone = true;
    };
  }, [path, on]);
  return on && found?.path === path ? found.completion : undefined;
}
