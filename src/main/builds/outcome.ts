import type { BuildOutcome } from '../../shared/contract/index.ts';
import type { HistoryRecord, SolveResult } from '../buildkit/index.ts';
import type { Engine } from '../engine/index.ts';
import type { BuildExport } from './compose.ts';

/**
 * What a build left, asked of the Engine that has it, so that size and digest are the ones that `docker images` shows.
 *
 * @param engineContext docker context of the Engine that the image went to
 */
export async function outcomeOf(options: {
  readonly output: BuildExport;
  readonly tags: readonly string[];
  readonly result: SolveResult;
  readonly engine: Engine | undefined;
  readonly engineContext: string | undefined;
}): Promise<BuildOutcome> {
  const { output, tags, result, engine, engineContext } = options;
  if (output.kind === 'none') return { kind: 'cache-only', tags: [] };
  const response = result.exporterResponse;
  const digest = response['containerimage.digest'];
  const reference = tags[0] ?? response['containerimage.config.digest'] ?? digest;
  const image = reference === undefined ? undefined : await inspect(engine, reference);
  return {
    kind: 'image-loaded',
    tags,
    ...(reference === undefined ? {} : { image: reference }),
    ...(image?.id === undefined ? (digest === undefined ? {} : { digest }) : { digest: image.id }),
    ...(image === undefined ? {} : { size: image.size }),
    ...(engineContext === undefined ? {} : { engine: engineContext }),
  };
}

async function inspect(engine: Engine | undefined, reference: string) {
  try {
    return await engine?.images.inspect(reference);
  } catch {
    // The build is done; an image that was removed or retagged meanwhile has no size to show.
    return undefined;
  }
}

/** What a record tells of a build that another client made: names and digest, but not where it was loaded. */
export function outcomeOfRecord(record: HistoryRecord): BuildOutcome | undefined {
  if (record.completedAt === undefined || record.error !== undefined) return undefined;
  if (record.exporters.length === 0) return { kind: 'cache-only', tags: [] };
  const tags = record.exporters.flatMap(({ attrs }) => (attrs.name ? attrs.name.split(',') : []));
  const digest = Object.values(record.result?.images ?? {})[0]?.digest;
  return {
    kind: 'unknown',
    tags,
    ...(tags[0] === undefined ? {} : { image: tags[0] }),
    ...(digest === undefined ? {} : { digest }),
  };
}
