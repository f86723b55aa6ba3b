import { useEffect, useState } from 'react';
import type { EngineNetwork, Failure } from '../../../shared/contract/index.ts';
import { ask } from '../../app/index.ts';

export type Networks =
  /** Its Engine does not answer, or is not one that is watched. */
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'known'; readonly networks: readonly EngineNetwork[] }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Networks of the Engine behind an endpoint. */
export function useNetworks(endpoint: string, reachable: boolean): Networks {
  const [state, setState] = useState<Networks>({ kind: 'loading' });
  useEffect(() => {
    let gone = false;
    setState({ kind: reachable ? 'loading' : 'unreachable' });
    if (!reachable) return;
    void ask('engines.networks', { endpoint }).then((reply) => {
      if (gone) return;
      setState(
        reply.ok ? { kind: 'known', networks: reply.value.networks } : { kind: 'failed', failure: reply.failure },
      );
    });
    return () => {
      gone = true;
    };
  }, [endpoint, reachable]);
  return state;
}
