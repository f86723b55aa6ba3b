import { homedir } from 'node:os';
import { connectEngine, environmentOf, listContexts, probeEngine } from '../../src/main/engine/index.ts';
import type { Failure } from '../../src/shared/contract/failure.ts';

/** Whether the Engine that the docker CLI would use answers. */
export type EndpointState =
  | { readonly kind: 'answers'; readonly context: string; readonly tried: string; readonly version: string }
  | { readonly kind: 'silent'; readonly context: string; readonly tried: string; readonly failure: Failure };

/** Resolves the endpoint as the docker CLI does (DOCKER_HOST, DOCKER_CONTEXT, config.json, default) and asks it. */
export async function probeEndpoint(env: NodeJS.ProcessEnv = process.env): Promise<EndpointState> {
  const environment = environmentOf({ env, home: homedir(), platform: process.platform });
  const { contexts, current } = await listContexts(environment);
  const context = contexts.find(({ name }) => name === current.name);
  const failure = current.failure ?? (context?.reach.kind === 'broken' ? context.reach.failure : undefined);
  if (failure !== undefined || context?.reach.kind !== 'address') {
    return {
      kind: 'silent',
      context: current.name,
      tried: context?.host || `the context ${current.name}`,
      failure: failure ?? { code: 'engine-context-broken', title: `There is no docker context ${current.name}.` },
    };
  }
  const engine = connectEngine(context.reach.address, environment);
  try {
    const result = await probeEngine(engine, environment, { timeoutMs: 10_000 });
    return result.kind === 'answers'
      ? { kind: 'answers', context: current.name, tried: result.tried, version: result.info.version }
      : { kind: 'silent', context: current.name, tried: result.tried, failure: result.failure };
  } finally {
    await engine.close();
  }
}

/** The failure in a person's words, on one line. */
export function inWords({ title, meaning, remedy }: Failure): string {
  return [title, meaning, remedy].filter((part) => part !== undefined && part !== '').join(' ');
}
