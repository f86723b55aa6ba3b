import { stat } from 'node:fs/promises';
import type { BuildOutput } from '../../shared/actions/index.ts';
import type { BuildOutcome, OutcomeOutput } from '../../shared/contract/index.ts';
import type { HistoryRecord, SolveResult } from '../buildkit/index.ts';
import type { Engine } from '../engine/index.ts';
import type { ComposedExport } from './exports.ts';

/**
 * What a build left. An image in Docker is asked of the Engine that has it, so that size and digest are the ones that
 * `docker images` shows; sizes of files are those on disk.
 *
 * @param engineContext docker context of the Engine that the image went to
 */
export async function outcomeOf(options: {
  readonly exports: readonly ComposedExport[];
  readonly tags: readonly string[];
  readonly result: SolveResult;
  readonly engine: Engine | undefined;
  readonly engineContext: string | undefined;
}): Promise<BuildOutcome> {
  const { exports, tags, result, engine, engineContext } = options;
  if (exports.length === 0) return { kind: 'cache-only', tags: [] };
  const response = result.exporterResponse;
  const digest = response['containerimage.digest'];
  // As buildx does, build/build.go: the digest of the configuration finds nothing in containerd's image store.
  const byImage = exports.some(({ exporter }) => exporter.attrs['prefer-image-digest'] === 'true');
  const made = await Promise.all(exports.map(({ output }) => madeOf(output, tags, digest)));
  const outputs = made.flat();
  if (!exports.some(({ output }) => output.kind === 'load')) return { kind: 'exported', tags, outputs };
  const reference = tags[0] ?? (byImage ? undefined : response['containerimage.config.digest']) ?? digest;
  const image = reference === undefined ? undefined : await inspect(engine, reference);
  return {
    kind: 'image-loaded',
    tags,
    ...(reference === undefined ? {} : { image: reference }),
    ...(image?.id === undefined ? (digest === undefined ? {} : { digest }) : { digest: image.id }),
    ...(image === undefined ? {} : { size: image.size }),
    ...(engineContext === undefined ? {} : { engine: engineContext }),
    ...(outputs.length === 0 ? {} : { outputs }),
  };
}

async function madeOf(
  output: BuildOutput,
  tags: readonly string[],
  digest: string | undefined,
): Promise<readonly OutcomeOutput[]> {
  switch (output.kind) {
    case 'load':
      return [];
    case 'push':
      return tags.map((reference) => ({ kind: 'push', reference, ...(digest === undefined ? {} : { digest }) }));
    case 'folder':
      return [{ kind: output.kind, path: output.path }];
    case 'docker-archive':
    case 'oci-archive':
    case 'tar': {
      // It is written; one that somebody moved meanwhile has no size to show.
      const facts = await stat(output.path).catch(() => undefined);
      return [{ kind: output.kind, path: output.path, ...(facts === undefined ? {} : { size: facts.size }) }];
    }
  }
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
    tags: [...new Set(tags)],
    ...(tags[0] === undefined ? {} : { image: tags[0] }),
    ...(digest === undefined ? {} : { digest }),
  };
}
