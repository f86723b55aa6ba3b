import { homedir } from 'node:os';
import { connectEngine, type Engine, environmentOf, listContexts, probeEngine } from '../../src/main/engine/index.ts';
import type { Failure } from '../../src/shared/contract/failure.ts';

/** The Engine that the docker CLI would use; nothing was sent to it yet. */
export type Endpoint =
  | { readonly kind: 'found'; readonly context: string; readonly engine: Engine }
  | { readonly kind: 'broken'; readonly context: string; readonly tried: string; readonly failure: Failure };

/** Whether that Engine answers. */
export type EndpointState =
  | { readonly kind: 'answers'; readonly context: string; readonly tried: string; readonly version: string }
  | { readonly kind: 'silent'; readonly context: string; readonly tried: string; readonly failure: Failure };

/** Resolves the endpoint as the docker CLI does: DOCKER_HOST, DOCKER_CONTEXT, config.json, default. */
export async function findEndpoint(env: NodeJS.ProcessEnv = process.env): Promise<Endpoint> {
  const environment = dockerEnvironment(env);
  const { contexts, current } = await listContexts(environment);
  const context = contexts.find(({ name }) => name === current.name);
  const failure = current.failure ?? (context?.reach.kind === 'broken' ? context.reach.failure : undefined);
  if (failure !== undefined || context?.reach.kind !== 'address') {
    return {
      kind: 'broken',
      context: current.name,
      tried: context?.host || `the context ${current.name}`,
      failure: failure ?? { code: 'engine-context-broken', title: `There is no docker context ${current.name}.` },
    };
  }
  return { kind: 'found', context: current.name, engine: connectEngine(context.reach.address, environment) };
}

/** Asks the Engine of {@link findEndpoint}. */
export async function probeEndpoint(env: NodeJS.ProcessEnv = process.env): Promise<EndpointState> {
  const endpoint = await findEndpoint(env);
  if (endpoint.kind === 'broken') return { ...endpoint, kind: 'silent' };
  const { context, engine } = endpoint;
  try {
    const result = await probeEngine(engine, dockerEnvironment(env), { timeoutMs: 10_000 });
    return result.kind === 'answers'
      ? { kind: 'answers', context, tried: result.tried, version: result.info.version }
      : { kind: 'silent', context, tried: result.tried, failure: result.failure };
  } finally {
    engine.close();
  }
}

function dockerEnvironment(env: NodeJS.ProcessEnv): ReturnType<typeof environmentOf> {
  return environmentOf({ env, home: homedir(), platform: process.platform });
}

/** The failure in a person's words, on one line. */
export function inWords({ title, meaning, remedy }: Failure): string {
  return [title, meaning, remedy].filter((part) => part !== undefined && part !== '').join(' ');
}
