import type { EngineItem, EnginesHead, Failure } from '../../shared/contract/index.ts';
import { type TopicView, useTopicPart } from './topics.ts';

/** The Engine that the docker CLI would use now, and what is known of the others. */
export interface EngineView {
  readonly ready: boolean;
  readonly settled: boolean;
  readonly context: string;
  readonly chosenBy: string;
  readonly item: EngineItem | undefined;
  readonly failure: Failure | undefined;
  /** Files of contexts that could not be read. */
  readonly problems: EnginesHead['problems'];
  readonly anyUp: boolean;
}

/** One value, so that a part of a topic stays the same while nothing changes. */
const NO_PROBLEMS: EnginesHead['problems'] = [];

export function useEngine(): EngineView {
  return useTopicPart('engines', engineView);
}

/** @see EngineView */
export function engineView({ ready, head, items, failure }: TopicView<'engines'>): EngineView {
  const item = head === undefined ? undefined : items[head.current];
  const down = item?.state.kind === 'down' ? item.state.failure : undefined;
  return {
    ready,
    settled: head?.settled ?? false,
    context: head?.current ?? '',
    chosenBy: head?.chosenBy ?? '',
    item,
    failure: failure ?? head?.failure ?? down,
    problems: head?.problems ?? NO_PROBLEMS,
    anyUp: Object.values(items).some((engine) => engine.state.kind === 'up'),
  };
}

/** `This computer`, or the name of the context. */
export function engineName(context: string, host: string | undefined): string {
  if (context === 'default' && (host === undefined || isLocal(host))) return 'This computer';
  if (context === 'default' && host !== undefined) return hostWords(host);
  return context;
}

/** True for an address on this computer. */
export function isLocal(host: string): boolean {
  return host.startsWith('unix:') || host.startsWith('npipe:') || /^tcp:\/\/(localhost|127\.|\[::1\])/.test(host);
}

/** `this computer`, `arm-studio, over SSH` or the address. */
export function hostWords(host: string): string {
  if (isLocal(host)) return 'this computer';
  const ssh = /^ssh:\/\/(?:[^@/]+@)?([^/:]+)/.exec(host);
  if (ssh !== null) return `${ssh[1]}, over SSH`;
  const tcp = /^(?:tcp|https?):\/\/([^/:]+)/.exec(host);
  return tcp?.[1] ?? host;
}

/** Where a node's endpoint leads, in words: endpoints are context names or addresses. */
export function endpointWords(endpoint: string, engines: Readonly<Record<string, EngineItem>>): string {
  const engine = engines[endpoint];
  if (engine !== undefined) {
    if (isLocal(engine.host)) return 'this computer';
    const where = hostWords(engine.host);
    return where.includes(endpoint) ? where : `${endpoint} (${where})`;
  }
  return endpoint.includes('://') ? hostWords(endpoint) : endpoint;
}
