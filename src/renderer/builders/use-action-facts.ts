import type { ActionFacts } from '../../shared/actions/index.ts';
import { useTopic } from '../app/index.ts';

/** What is known of contexts and builders, for checking, explaining and printing an action. */
export function useActionFacts(): ActionFacts {
  const engines = useTopic('engines');
  const builders = useTopic('builders');
  return {
    ...(engines.ready ? { contexts: Object.keys(engines.items), currentContext: engines.head?.current ?? '' } : {}),
    ...(builders.ready ? { builders: Object.values(builders.items) } : {}),
  };
}
