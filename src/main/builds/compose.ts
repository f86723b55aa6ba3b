import { basename, dirname } from 'node:path';
import type { Build } from '../../shared/actions/index.ts';
import { readBoolean } from '../../shared/options/index.ts';
import type { Capabilities, SolveRequest } from '../buildkit/index.ts';
import { type ComposedExport, composeExports, type ExportFacts } from './exports.ts';
import type { ProjectFiles } from './project-files.ts';

/** All that decides how an action becomes a request, beside the action itself. */
export interface ComposeFacts extends ExportFacts {
  readonly ref: string;
  readonly session: string;
  readonly files: ProjectFiles;
  readonly capabilities: Pick<Capabilities, 'has'>;
  /** docker's `proxies` for this Engine, as build arguments (`HTTP_PROXY` and so on). */
  readonly proxies: Readonly<Record<string, string>>;
  /** The client's environment, as far as the CLI looks at it: SOURCE_DATE_EPOCH, BUILDX_NO_DEFAULT_ATTESTATIONS. */
  readonly environment: (name: string) => string | undefined;
}

export interface ComposedBuild {
  readonly request: SolveRequest;
  /** Folders that the session serves, by name. */
  readonly localDirs: Readonly<Record<string, string>>;
  /** What comes out, in the order of the request's exporters. */
  readonly exports: readonly ComposedExport[];
}

/**
 * An action as the request that `docker buildx build` would send for it (docker/buildx, build/opt.go and
 * util/buildflags/export.go), with `dockerfile.v0` asked for directly instead of through a gateway. Pure.
 */
export function composeBuild(action: Build, facts: ComposeFacts): ComposedBuild {
  const exports = composeExports(action, facts);
  return {
    exports,
    localDirs: { context: facts.files.context, dockerfile: dirname(facts.files.dockerfile) },
    request: {
      ref: facts.ref,
      session: facts.session,
      frontend: 'dockerfile.v0',
      frontendAttrs: attributesOf(action, facts),
      exporters: exports.map(({ exporter }) => exporter),
      cacheExports: wantsInlineCache(action) ? [{ type: 'inline', attrs: {} }] : [],
      cacheImports: [],
      entitlements: [],
    },
  };
}

function attributesOf(action: Build, facts: ComposeFacts): Record<string, string> {
  const attributes: Record<string, string> = { filename: basename(facts.files.dockerfile) };
  if (action.target) attributes.target = action.target;
  if (action.platforms.length > 0) attributes.platform = action.platforms.join(',');
  if (action.noCache) attributes['no-cache'] = '';
  if (action.pull) attributes['image-resolve-mode'] = 'pull';
  else if (facts.driver === 'docker') attributes['image-resolve-mode'] = 'local';
  for (const [name, value] of argumentsOf(action, facts)) attributes[`build-arg:${name}`] = value;
  if (wantsProvenance(facts)) attributes['attest:provenance'] = 'mode=min,inline-only=true';
  return attributes;
}

/** Arguments as given, then what the CLI adds where nobody gave one: proxies in any letter case, SOURCE_DATE_EPOCH. */
function argumentsOf(action: Build, facts: ComposeFacts): readonly (readonly [string, string])[] {
  const given = action.args.map(({ name, value }) => [name, value] as const);
  const names = new Set(given.map(([name]) => name.toLowerCase()));
  const proxies = Object.entries(facts.proxies).filter(([name]) => !names.has(name.toLowerCase()));
  const epoch = facts.environment('SOURCE_DATE_EPOCH');
  const hasEpoch = action.args.some(({ name }) => name === 'SOURCE_DATE_EPOCH');
  return [...given, ...proxies, ...(epoch && !hasEpoch ? [['SOURCE_DATE_EPOCH', epoch] as const] : [])];
}

/**
 * The build argument that has the cache put into the image itself, where it is true as Go reads it; the last one of the name
 * counts (docker/buildx, build/opt.go). BuildKit does not read it: it is the client that asks, whatever the exporter, and
 * the argument is sent all the same.
 */
function wantsInlineCache(action: Build): boolean {
  const given = action.args.findLast(({ name }) => name === 'BUILDKIT_INLINE_CACHE');
  const read = readBoolean(given?.value ?? '');
  return read.ok && read.value;
}

function wantsProvenance(facts: ComposeFacts): boolean {
  if (!facts.capabilities.has('attestations') || !facts.multiPlatform) return false;
  return !['1', 't', 'T', 'TRUE', 'true', 'True'].includes(facts.environment('BUILDX_NO_DEFAULT_ATTESTATIONS') ?? '');
}
