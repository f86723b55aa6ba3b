import { useEffect, useState } from 'react';
import type { AppFacts } from '../../shared/contract/index.ts';
import { ask } from './bridge.ts';

/** What does not change while the app runs; undefined until main has told it. */
export function useAppFacts(): AppFacts | undefined {
  const [facts, setFacts] = useState<AppFacts>();
  useEffect(() => {
    let gone = false;
    void ask('app.facts', {}).then((reply) => {
      if (!gone && reply.ok) setFacts(reply.value);
    });
    return () => {
      gone = true;
    };
  }, []);
  return facts;
}
