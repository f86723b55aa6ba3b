import { parse } from 'smol-toml';
import { z } from 'zod';
import type { BuildFailure } from '../../shared/contract/index.ts';

/** How long the mirrors of a builder are asked, in milliseconds. */
const ASK_MS = 3000;
/** Repositories whose tags are asked for. */
const MOST_REPOSITORIES = 30;
/** Images that are named. */
const MOST_NAMED = 12;

const configSchema = z.object({
  registry: z
    .record(z.string(), z.object({ mirrors: z.array(z.string()).optional(), http: z.boolean().optional() }))
    .optional(),
});
const catalogSchema = z.object({ repositories: z.array(z.string()) });
const tagsSchema = z.object({ tags: z.array(z.string()).nullish() });

/**
 * Where a base image cannot be had, a failure that says which can: those of the mirrors that the builder has in the place
 * of the image's registry (opencontainers/distribution-spec spec.md; `_catalog` of distribution/distribution). Where no
 * mirror tells, the same failure. Never fails, and sends no login.
 *
 * @param readConfig the text of the builder's buildkitd.toml; undefined where it has none
 */
export async function withImagesHere(
  failure: BuildFailure,
  readConfig: () => Promise<string | undefined>,
): Promise<BuildFailure> {
  const missing = /failed to resolve source metadata for ([^\s/]+)\//.exec(failure.failure.detail ?? '')?.[1];
  if (missing === undefined) return failure;
  const signal = AbortSignal.timeout(ASK_MS);
  for (const address of mirrorsOf(missing, (await readConfig()) ?? '')) {
    const images = await listImages(address, signal).catch(() => []);
    if (images.length === 0) continue;
    const named = images.slice(0, MOST_NAMED).join(', ');
    const rest = images.length > MOST_NAMED ? ` and ${images.length - MOST_NAMED} more` : '';
    return { ...failure, failure: { ...failure.failure, remedy: `Use an image that is here: ${named}${rest}.` } };
  }
  return failure;
}

/** Addresses of a registry's mirrors, `http://10.0.0.1:5000`. One with a path of its own has other names: left out. */
export function mirrorsOf(registry: string, config: string): readonly string[] {
  let read: z.infer<typeof configSchema>;
  try {
    read = configSchema.parse(parse(config));
  } catch {
    return [];
  }
  const mirrors = read.registry?.[registry]?.mirrors ?? [];
  return mirrors
    .filter((mirror) => /^[^/\s]+$/.test(mirror))
    .map((mirror) => `${read.registry?.[mirror]?.http === true ? 'http' : 'https'}://${mirror}`);
}

async function listImages(address: string, signal: AbortSignal): Promise<readonly string[]> {
  const { repositories } = catalogSchema.parse(await get(`${address}/v2/_catalog?n=${MOST_REPOSITORIES}`, signal));
  const lists = await Promise.all(
    repositories.slice(0, MOST_REPOSITORIES).map(async (repository) => {
      // A repository whose last tag went stays in the catalogue.
      const answer = await get(`${address}/v2/${repository}/tags/list`, signal).catch(() => ({}));
      const { tags } = tagsSchema.parse(answer);
      return (tags ?? []).map((tag) => `${repository.replace(/^library\//, '')}:${tag}`);
    }),
  );
  return lists.flat().sort();
}

async function get(url: string, signal: AbortSignal): Promise<unknown> {
  const answer = await fetch(url, { signal, redirect: 'error', credentials: 'omit' });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}
