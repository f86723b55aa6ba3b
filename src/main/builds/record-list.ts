import type { StepCounts } from '../../shared/build/view.ts';
import type { BuildListHead, BuildSummary, Failure, TopicChange, TopicState } from '../../shared/contract/index.ts';
import { TopicStore } from '../builders/index.ts';
import type { HistoryRecord } from '../buildkit/index.ts';
import type { LocalState } from '../buildx/index.ts';
import type { WatchedNode } from './history-watch.ts';
import { buildKey, summaryOf } from './summary.ts';
import type { ViewChange } from './worker-messages.ts';

interface Row {
  readonly node: WatchedNode;
  record: HistoryRecord | undefined;
  localState: LocalState | undefined;
  /** A build that was started here, from the moment it was asked for. */
  own: BuildSummary | undefined;
  /** Of its progress; the rest of the view is for those who look at it. */
  counts: StepCounts | undefined;
  /** Its node was removed. */
  orphan: boolean;
  /** It ran when its builder stopped: BuildKit keeps no record of how it ended. */
  lost: boolean;
  /** Why it failed, where more is known than the record says. */
  headline: string | undefined;
}

/** µs by which two streams of one daemon tell its clock differently, since each takes its time to come. */
const CLOCK_NOISE = 1_000_000;

/** Builds of removed builders that are kept while the app runs: more than anybody looks back to. */
const MOST_ORPHANS = 100;

const LOST = 'Its builder stopped while it ran.';

/**
 * All builds that are known, joined from BuildKit's records, from what runs here and from the progress of what is followed.
 * Source of the topic `builds`.
 */
export class RecordList {
  readonly #rows = new Map<string, Row>();
  readonly #failures = new Map<string, { builder: string; failure: Failure }>();
  readonly #store = new TopicStore<'builds'>({ failures: [], loaded: false });
  readonly #startedHere: (ref: string) => boolean;
  /** Clock of a node's daemon minus this computer's, µs, as far as a build on it has told. */
  readonly #offsets = new Map<string, number>();
  #loaded = false;

  constructor(startedHere: (ref: string) => boolean) {
    this.#startedHere = startedHere;
  }

  state(): TopicState<'builds'> {
    return this.#store.state();
  }

  onChange(listener: (change: TopicChange<'builds'>) => void): () => void {
    return this.#store.onChange(listener);
  }

  summary(key: string): BuildSummary | undefined {
    return this.#store.item(key);
  }

  record(key: string): Readonly<Pick<Row, 'node' | 'record' | 'localState'>> | undefined {
    return this.#rows.get(key);
  }

  keysOf(nodeKey: string): readonly string[] {
    return [...this.#rows].filter(([, row]) => row.node.key === nodeKey).map(([key]) => key);
  }

  /** A build that starts here. Its times are of this computer's clock. */
  setOwn(node: WatchedNode, summary: BuildSummary): void {
    const row = this.#row(node, summary.key);
    row.own = summary;
    row.orphan = false;
    this.#publish(summary.key, row);
  }

  /** A record as BuildKit sent it; an older generation than the one that is there is dropped. */
  setRecord(node: WatchedNode, record: HistoryRecord, localState: LocalState | undefined): void {
    const key = buildKey(node.key, record.ref);
    const row = this.#row(node, key);
    if (row.record !== undefined && row.record.generation > record.generation) return;
    row.record = record;
    row.localState = localState;
    row.lost = false;
    row.orphan = false;
    this.#publish(key, row);
  }

  /** Why a build failed, in better words than those of its record. */
  setHeadline(key: string, headline: string): void {
    const row = this.#rows.get(key);
    if (row === undefined) return;
    row.headline = headline;
    this.#publish(key, row);
  }

  setView(key: string, view: ViewChange): void {
    const row = this.#rows.get(key);
    if (row === undefined) return;
    row.counts = view.counts;
    this.#publish(key, row);
    this.#setOffset(row.node.key, view.clockOffset);
  }

  /** It goes for all builds of the node, also for those whose progress nobody reads. */
  #setOffset(nodeKey: string, offset: number): void {
    const known = this.#offsets.get(nodeKey);
    if (offset === 0 || (known !== undefined && Math.abs(offset - known) < CLOCK_NOISE)) return;
    this.#offsets.set(nodeKey, offset);
    for (const [key, row] of this.#rows) if (row.node.key === nodeKey) this.#publish(key, row);
  }

  /**
   * Builds that the node had told before and does not tell any more, now that it has told all that it knows. One that was
   * started here and that BuildKit never recorded the end of was lost with it, not removed by anybody: it stays.
   */
  notAmong(nodeKey: string, refs: ReadonlySet<string>): readonly string[] {
    return this.keysOf(nodeKey).filter((key) => {
      const { record, own } = this.#rows.get(key) as Row;
      if (own !== undefined && record?.completedAt === undefined) return false;
      return record !== undefined && !refs.has(record.ref) && own?.status !== 'running';
    });
  }

  /** The node stopped, or knows these builds no more: what others ran of them has ended. Returns the keys of those. */
  lose(keys: readonly string[]): readonly string[] {
    return keys.filter((key) => {
      const row = this.#rows.get(key);
      if (row === undefined || row.lost || row.own !== undefined || row.record?.completedAt !== undefined) return false;
      row.lost = true;
      this.#publish(key, row);
      return true;
    });
  }

  /** Nodes that have builds here. */
  nodeKeys(): ReadonlySet<string> {
    return new Set([...this.#rows.values()].map(({ node }) => node.key));
  }

  remove(key: string): void {
    this.#rows.delete(key);
    this.#store.removeItem(key);
  }

  /** Forgets what a node remembered: it was removed. Of the builds that were started here the last ones stay. */
  removeNode(nodeKey: string): void {
    for (const key of this.keysOf(nodeKey)) {
      const row = this.#rows.get(key);
      if (row?.own === undefined) this.remove(key);
      else row.orphan = true;
    }
    const orphans = [...this.#rows].filter(([, { orphan, own }]) => orphan && own?.status !== 'running');
    for (const [key] of orphans.slice(0, Math.max(0, orphans.length - MOST_ORPHANS))) this.remove(key);
    this.#offsets.delete(nodeKey);
    this.clearFailure(nodeKey);
  }

  setFailure(nodeKey: string, builder: string, failure: Failure): void {
    this.#failures.set(nodeKey, { builder, failure });
    this.#publishHead();
  }

  clearFailure(nodeKey: string): void {
    if (this.#failures.delete(nodeKey)) this.#publishHead();
  }

  /** All nodes that run have told what they know, or failed to. */
  setLoaded(): void {
    this.#loaded = true;
    this.#publishHead();
  }

  #publishHead(): void {
    const head: BuildListHead = { failures: [...this.#failures.values()], loaded: this.#loaded };
    this.#store.setHead(head);
  }

  #row(node: WatchedNode, key: string): Row {
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const row: Row = {
      node,
      record: undefined,
      localState: undefined,
      own: undefined,
      counts: undefined,
      orphan: false,
      lost: false,
      headline: undefined,
    };
    this.#rows.set(key, row);
    return row;
  }

  #publish(key: string, row: Row): void {
    const { node, record, localState, counts, lost } = row;
    const offset = this.#offsets.get(node.key);
    const own = row.own && byDaemonsClock(row.own, offset);
    const better = row.headline === undefined ? {} : { errorHeadline: row.headline };
    if (record === undefined) {
      if (own !== undefined) this.#store.setItem(key, withCounts({ ...own, ...better }, counts));
      return;
    }
    const startedHere = own !== undefined || this.#startedHere(record.ref);
    const facts = { nodeKey: node.key, builder: node.builder, node: node.node, localState, startedHere };
    const { errorHeadline, ...summary } = summaryOf(record, facts);
    // While our own solve goes on, what it does is the truth; its record may be late or end before the image is loaded.
    const status =
      own === undefined ? {} : { status: own.status, startedAt: Math.min(own.startedAt, summary.startedAt) };
    const ended = own?.completedAt === undefined ? {} : { completedAt: own.completedAt };
    const words = own === undefined || own.status === 'cancelled' ? errorHeadline : own.errorHeadline;
    const headline = words === undefined ? {} : { errorHeadline: words };
    const clock = offset === undefined ? {} : { clockOffset: offset };
    const end = lost ? { status: 'failed' as const, errorHeadline: LOST } : {};
    const all = { ...summary, ...status, ...ended, ...headline, ...end, ...better, ...clock };
    this.#store.setItem(key, withCounts(all, counts));
  }
}

function byDaemonsClock(own: BuildSummary, offset: number | undefined): BuildSummary {
  if (offset === undefined) return own;
  const { startedAt, completedAt } = own;
  return {
    ...own,
    clockOffset: offset,
    startedAt: startedAt + offset,
    ...(completedAt === undefined ? {} : { completedAt: completedAt + offset }),
  };
}

/** Live counts while it runs; the record's own afterwards, so that the list tells what the CLI tells. */
function withCounts(summary: BuildSummary, counts: StepCounts | undefined): BuildSummary {
  if (counts === undefined) return summary;
  return summary.status === 'running' || summary.counts.total === 0 ? { ...summary, counts } : summary;
}
