import type { BuilderItem, EngineItem, NodeItem } from '../../shared/contract/index.ts';
import { ago, count, endpointWords, listed } from '../app/index.ts';
import type { GlyphStatus } from '../ui/index.ts';

/** The glyph of a builder; one that builds is running. */
export function builderGlyph(builder: BuilderItem, runningBuilds: number): GlyphStatus {
  if (builder.operation !== undefined || builder.status === 'loading') return 'running';
  if (builder.status === 'error') return 'no-answer';
  if (builder.status !== 'running') return 'stopped';
  return runningBuilds > 0 ? 'running' : 'idle';
}

export function nodeGlyph(node: NodeItem): GlyphStatus {
  if (node.status === 'loading') return 'waiting';
  if (node.status === 'error') return 'no-answer';
  return node.status === 'running' ? 'idle' : 'stopped';
}

/** What a builder is and where: `Own container on this computer`. */
export function kindWords(builder: BuilderItem, engines: Readonly<Record<string, EngineItem>>): string {
  const places = [...new Set(builder.nodes.map((node) => endpointWords(node.endpoint, engines)))];
  const where = places.length === 0 ? '' : ` on ${listed(places)}`;
  switch (builder.driver) {
    case 'docker-container':
      return builder.nodes.length > 1 ? `Own containers${where}` : `Own container${where}`;
    case 'docker':
      return `Part of Docker Engine${where}`;
    case 'kubernetes':
      return 'Pods in Kubernetes';
    case 'remote':
      return `A BuildKit somewhere else${places.length === 0 ? '' : `: ${listed(places)}`}`;
    default:
      return builder.driver;
  }
}

export interface Activity {
  readonly headline: string;
  readonly detail: string | undefined;
  /** The headline tells of a failure. */
  readonly bad?: boolean;
}

const DOING = {
  creating: 'Being made',
  starting: 'Starting',
  stopping: 'Stopping',
  removing: 'Being removed',
} as const;

/** What a builder does now or did last. `now` is µs. */
export function activityOf(builder: BuilderItem, runningBuilds: number, now: number): Activity {
  const last = builder.lastActivity === undefined ? undefined : `last used ${ago(builder.lastActivity, now)}`;
  if (builder.operation !== undefined) return { headline: DOING[builder.operation.kind], detail: last };
  switch (builder.status) {
    case 'loading':
      return { headline: 'Looking', detail: last };
    case 'error':
      return { headline: errorHeadline(builder), detail: staleWords(builder, now) ?? last, bad: true };
    case 'inactive':
      // What buildx calls inactive of a BuildKit that it does not run itself.
      if (builder.driver === 'remote') return { headline: 'Not reached', detail: last ?? 'no BuildKit answers there' };
      return { headline: 'Not started yet', detail: last ?? 'its container is made at the first start' };
    case 'stopped':
      return { headline: stoppedWords(builder, now), detail: 'cache and history are kept' };
    case 'running':
      return runningBuilds > 0
        ? { headline: `${count(runningBuilds, 'build')} running`, detail: undefined }
        : { headline: 'Idle', detail: last };
  }
}

function errorHeadline(builder: BuilderItem): string {
  const code = failureOfBuilder(builder)?.code;
  if (code?.startsWith('store-') === true) return 'Cannot be read';
  if (code === 'unsupported') return 'Not known from here';
  const failing = builder.nodes.filter(({ status }) => status === 'error').length;
  if (failing > 0 && failing < builder.nodes.length) {
    return `${failing} of ${count(builder.nodes.length, 'node')} ${failing === 1 ? 'does' : 'do'} not answer`;
  }
  return code === 'engine-context-broken' ? 'Its docker context does not work' : 'Does not answer';
}

function staleWords(builder: BuilderItem, now: number): string | undefined {
  const since = Math.max(0, ...builder.nodes.map((node) => node.staleSince ?? 0));
  return since === 0 ? undefined : `last seen ${ago(since, now)}`;
}

function stoppedWords(builder: BuilderItem, now: number): string {
  const ends = builder.nodes.map((node) => node.container?.finishedAt ?? 0);
  const since = Math.max(0, ...ends);
  return since === 0 ? 'Stopped' : `Stopped ${ago(since, now)}`;
}

/** `amd64`, `arm64`, `arm/v7`: platforms as people name them; those of another system keep their full name. */
export function platformWord(platform: string): string {
  return platform.startsWith('linux/') ? platform.slice('linux/'.length) : platform;
}

/** The failure that explains a builder in error: its own or its first failing node's. */
export function failureOfBuilder(builder: BuilderItem) {
  return builder.failure ?? builder.nodes.find((node) => node.failure !== undefined)?.failure;
}

/** The version that all nodes run, or `several`; undefined where none is known. */
export function versionWord(builder: BuilderItem): string | undefined {
  const versions = new Set(
    builder.nodes.flatMap((node) => (node.buildkitVersion === undefined ? [] : [node.buildkitVersion])),
  );
  if (versions.size > 1) return 'several versions';
  const [only] = versions;
  return only === undefined ? undefined : only.replace(/^v(?=\d)/, '');
}
