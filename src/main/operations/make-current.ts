import type { UseBuilder } from '../../shared/actions/schemas.ts';
import { SlipwayError } from '../../shared/contract/index.ts';
import type { Parts } from './parts.ts';

/**
 * Makes a builder current for the current context, as `docker buildx use` does (docker/buildx commands/use.go): a stored
 * one by its name, the context's own by `default` or the context's name.
 *
 * @throws SlipwayError `not-found`, and `unsupported` for the builder of another context
 */
export async function makeCurrent({ name }: UseBuilder, { store, engines }: Parts): Promise<void> {
  const [key, { contexts, current }] = [await engines.currentEndpoint(), await engines.contexts()];
  const stored = contexts.some((context) => context.name === name)
    ? await readOrNone(name, store)
    : await store.read(name);
  if (stored) return store.use(stored.name, { key });
  if (name === 'default' || name === current.name) {
    if (name === 'default' && current.name !== 'default') throw otherContext(name);
    return store.use(undefined, { key });
  }
  if (contexts.some((context) => context.name === name)) throw otherContext(name);
  throw new SlipwayError({
    code: 'not-found',
    title: `There is no builder called ${name}.`,
    detail: `failed to find instance "${name}"`,
  });
}

/** Key of the builder that is selected for an endpoint, also of one that is gone; empty for the context's own. */
export async function selectedFor(key: string, { store }: Pick<Parts, 'store'>): Promise<string> {
  const { builder, missing } = await store.current(key);
  return missing ?? builder ?? '';
}

/** A context may have a name that no stored builder can. */
async function readOrNone(name: string, store: Parts['store']): ReturnType<Parts['store']['read']> {
  return store.read(name).catch(() => undefined);
}

function otherContext(name: string): SlipwayError {
  return new SlipwayError({
    code: 'unsupported',
    title: `${name} is the builder of another docker context.`,
    meaning: 'It is used when that context is the current one.',
    remedy: 'Switch to that context first.',
    detail: `run \`docker context use ${name}\` to switch to context ${name}`,
    command: `docker context use ${name}`,
  });
}
