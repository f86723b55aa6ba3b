import { basename, dirname } from 'node:path';
import type { BuildSummary } from '../../shared/contract/index.ts';
import type { HistoryRecord } from '../buildkit/index.ts';
import type { LocalState } from '../buildx/index.ts';
import { explainFailure, isCancelled } from './explain.ts';

/** Where a record was found, and what is known of it outside BuildKit. */
export interface SummaryFacts {
  readonly nodeKey: string;
  readonly builder: string;
  readonly node: string;
  /** What the client noted before it built; buildx writes it too. */
  readonly localState: LocalState | undefined;
  readonly startedHere: boolean;
}

/** Key of a build: several nodes can share a ref, and two Engines can hold equal names. */
export function buildKey(nodeKey: string, ref: string): string {
  return `${nodeKey}#${ref}`;
}

/** A record as a row of the Builds page. Pure. */
export function summaryOf(record: HistoryRecord, facts: SummaryFacts): BuildSummary {
  const attrs = record.frontendAttrs;
  const result = resultOf(record);
  const path = facts.localState?.localPath;
  return {
    key: buildKey(facts.nodeKey, record.ref),
    ref: record.ref,
    builder: facts.builder,
    node: facts.node,
    name: nameOf(record, facts.localState),
    ...(attrs.target ? { target: attrs.target } : {}),
    platforms: attrs.platform ? attrs.platform.split(',') : [],
    status: statusOf(record),
    startedAt: record.createdAt ?? 0,
    ...(record.completedAt === undefined ? {} : { completedAt: record.completedAt }),
    origin: facts.startedHere ? 'slipway' : 'elsewhere',
    counts: {
      total: record.totalSteps,
      ended: record.completedSteps,
      cached: record.cachedSteps,
      running: 0,
      failed: record.error === undefined || isCancelled(record.error) ? 0 : 1,
    },
    ...(record.error === undefined ? {} : { errorHeadline: explainFailure(record.error).failure.title }),
    ...(result === undefined ? {} : { result }),
    ...(path !== undefined && path !== '-' ? { contextPath: path } : {}),
  };
}

function statusOf(record: HistoryRecord): BuildSummary['status'] {
  if (record.completedAt === undefined) return 'running';
  if (record.error === undefined) return 'done';
  return isCancelled(record.error) ? 'cancelled' : 'failed';
}

/** The images that it was to make, by name. */
function resultOf(record: HistoryRecord): string | undefined {
  if (record.completedAt !== undefined && record.error !== undefined) return undefined;
  const names = record.exporters.flatMap(({ attrs }) => (attrs.name ? attrs.name.split(',') : []));
  return names.length > 0 ? names.map(withoutHub).join(', ') : undefined;
}

function withoutHub(name: string): string {
  return name.replace(/^docker\.io\/(?:library\/)?/, '');
}

/**
 * As `docker buildx history ls` names a build, without the target, which has a place of its own (docker/buildx,
 * util/history/name.go): the given build name, else the folder of the Dockerfile or of the context, with a Dockerfile of
 * another name added, else the remote context.
 */
export function nameOf(record: Pick<HistoryRecord, 'frontendAttrs' | 'ref'>, local: LocalState | undefined): string {
  const attrs = record.frontendAttrs;
  const given = attrs['build-arg:BUILDKIT_BUILD_NAME'];
  if (given) return given;
  const remote = attrs.context;
  const contextPath = local?.localPath ?? attrs['vcs:localdir:context'];
  const dockerfilePath = local?.dockerfilePath;
  const dockerfile = attrs.filename && attrs.filename !== 'Dockerfile' ? attrs.filename : undefined;
  if (contextPath && contextPath !== '-' && !isRemote(contextPath)) {
    const folder =
      dockerfilePath && dockerfilePath !== '-' && !isRemote(dockerfilePath)
        ? folderOfDockerfile(dockerfilePath, contextPath)
        : basename(contextPath);
    return dockerfile ? `${folder}/${dockerfile}` : folder;
  }
  const where = remote ?? (contextPath && isRemote(contextPath) ? contextPath : undefined) ?? attrs['vcs:source'];
  if (where) return remoteName(where);
  return attrs.filename && attrs.filename !== 'Dockerfile' ? attrs.filename : `build ${record.ref.slice(0, 8)}`;
}

function folderOfDockerfile(dockerfile: string, context: string): string {
  const folder = basename(dirname(dockerfile));
  return folder === '' || folder === '.' ? basename(context) : folder;
}

function isRemote(text: string): boolean {
  return /^(?:https?|git|ssh):\/\/|^git@/.test(text);
}

/** Last part of a repository's address, never its user or password. */
function remoteName(address: string): string {
  const bare = address.replace(/[#?].*$/, '').replace(/\.git$/, '');
  return bare.split(/[/:]/).findLast((part) => part !== '') ?? 'remote context';
}
