import type { Build, BuildOutput } from '../../shared/actions/index.ts';
import type { ExporterSpec, SessionExport } from '../buildkit/index.ts';
import type { EngineAddress } from '../engine/index.ts';

/** What decides how an output is exported, beside the output itself. */
export interface ExportFacts {
  readonly driver: string;
  /** The builder's BuildKit keeps its images in containerd's store: always true outside the `docker` driver. */
  readonly multiPlatform: boolean;
  /** The Engine that a loaded image goes into has containerd's image store. */
  readonly loadsIntoContainerdStore: boolean;
}

/** An output as BuildKit's exporter; its place in the request is the index that the session is asked by. */
export interface ComposedExport {
  readonly output: BuildOutput;
  readonly exporter: ExporterSpec;
}

/**
 * The exporters that `docker buildx build` sends for these outputs (docker/buildx, util/buildflags/export.go and
 * build/opt.go). The push comes last: answers of several exporters are merged, the later over the earlier
 * (moby/buildkit, solver/llbsolver), and its digest is the one that counts.
 */
export function composeExports(action: Build, facts: ExportFacts): readonly ComposedExport[] {
  const name: Record<string, string> = action.tags.length === 0 ? {} : { name: action.tags.join(',') };
  const rank = ({ kind }: BuildOutput) => (kind === 'push' ? 2 : kind === 'load' ? 1 : 0);
  return [...action.outputs]
    .sort((one, other) => rank(one) - rank(other))
    .map((output) => ({ output, exporter: exporterOf(output, name, facts) }));
}

/** Such a store finds an image by the digest of its manifest, the classic one by that of its configuration. */
const BY_IMAGE_DIGEST = { 'prefer-image-digest': 'true' } as const;

function exporterOf(output: BuildOutput, name: Readonly<Record<string, string>>, facts: ExportFacts): ExporterSpec {
  const inEngine = facts.driver === 'docker';
  const own = inEngine && facts.multiPlatform ? BY_IMAGE_DIGEST : {};
  switch (output.kind) {
    case 'load':
      if (inEngine) return { type: 'moby', attrs: { ...name, ...own } };
      // An Engine with containerd's store loads an OCI archive and keeps its index; the classic store reads docker's own.
      return facts.loadsIntoContainerdStore
        ? { type: 'oci', attrs: { ...name, ...BY_IMAGE_DIGEST } }
        : { type: 'docker', attrs: name };
    case 'push':
      return { type: inEngine ? 'moby' : 'image', attrs: { ...name, push: 'true', unpack: 'false', ...own } };
    case 'docker-archive':
      return { type: 'docker', attrs: name };
    case 'oci-archive':
      return { type: 'oci', attrs: name };
    case 'tar':
      return { type: 'tar', attrs: {} };
    case 'folder':
      return { type: 'local', attrs: {} };
  }
}

/** Where the session puts what the exporters send it. A push and an image for BuildKit's own Engine never pass it. */
export function sessionExports(
  exports: readonly ComposedExport[],
  engine: EngineAddress | undefined,
): readonly SessionExport[] {
  return exports.flatMap((each, exporterIndex) => {
    const to = placeOf(each, engine);
    return to === undefined ? [] : [{ exporterIndex, to }];
  });
}

function placeOf(
  { output, exporter }: ComposedExport,
  engine: EngineAddress | undefined,
): SessionExport['to'] | undefined {
  switch (output.kind) {
    case 'load':
      return exporter.type === 'moby' || engine === undefined ? undefined : { kind: 'engine-load', engine };
    case 'push':
      return undefined;
    case 'folder':
      return { kind: 'folder', path: output.path };
    case 'docker-archive':
    case 'oci-archive':
    case 'tar':
      return { kind: 'file', path: output.path };
  }
}
