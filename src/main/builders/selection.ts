import type { BuilderStore } from '../buildx/index.ts';
import { type ContextList, type DockerEnvironment, variable } from '../engine/index.ts';
import type { DesiredBuilder } from './desired.ts';

/** Which builder is current, and for which contexts. */
export interface Selection {
  /** What a build without `--builder` would use: BUILDX_BUILDER, else the selection of the current context. */
  readonly used: string | undefined;
  /** What `docker buildx ls` marks, which does not look at BUILDX_BUILDER. */
  readonly marked: string | undefined;
  /** By builder name, the contexts for which it is chosen. */
  readonly contexts: ReadonlyMap<string, readonly string[]>;
}

/** Asks the store for each context, in the CLI's order and without writing. */
export async function readSelection(
  store: BuilderStore,
  contexts: ContextList,
  builders: readonly DesiredBuilder[],
  environment: DockerEnvironment,
): Promise<Selection> {
  const byContext = await Promise.all(
    contexts.contexts.map(async ({ name, endpoint }) => {
      const { builder } = await store.current(endpoint);
      return { context: name, builder: nameOf(builders, builder ?? name) };
    }),
  );
  const chosen = new Map<string, string[]>();
  for (const { context, builder } of byContext) {
    if (builder !== undefined) chosen.set(builder, [...(chosen.get(builder) ?? []), context]);
  }
  const marked = byContext.find(({ context }) => context === contexts.current.name)?.builder;
  const asked = variable(environment, 'BUILDX_BUILDER');
  return { used: asked === undefined ? marked : nameOf(builders, asked), marked, contexts: chosen };
}

/** The name as listed: stored builders by any case, implicit ones by their own. */
function nameOf(builders: readonly DesiredBuilder[], name: string): string | undefined {
  const key = name.toLowerCase();
  const stored = builders.find((builder) => !builder.implicit && builder.name.toLowerCase() === key);
  return (stored ?? builders.find((builder) => builder.name === name))?.name;
}
