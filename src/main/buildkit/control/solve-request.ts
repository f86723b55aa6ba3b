import type { MessageInitShape } from '@bufbuild/protobuf';
import type { SolveRequestSchema } from '../gen/control_pb.js';
import type { CacheSpec, ExporterSpec, SolveRequest } from './solve-types.ts';

/** The request as it crosses the wire. The first exporter goes out twice: BuildKit before 0.13 reads only the older field. */
export function solveMessage(request: SolveRequest): MessageInitShape<typeof SolveRequestSchema> {
  const [first] = request.exporters ?? [];
  return {
    ref: request.ref,
    session: request.session ?? '',
    frontend: request.frontend,
    frontendAttrs: { ...request.frontendAttrs },
    exporters: (request.exporters ?? []).map(plain),
    ...(first ? { exporterDeprecated: first.type, exporterAttrsDeprecated: { ...first.attrs } } : {}),
    cache: {
      exports: (request.cacheExports ?? []).map(plain),
      imports: (request.cacheImports ?? []).map(plain),
    },
    entitlements: [...(request.entitlements ?? [])],
    internal: request.internal ?? false,
  };
}

function plain({ type, attrs }: ExporterSpec | CacheSpec): { type: string; attrs: Record<string, string> } {
  return { type, attrs: { ...attrs } };
}
