import { type Interval, unionLength } from './intervals.ts';
import { compareText } from './join.ts';
import type { Run, Vertex } from './model.ts';
import type { StepShape } from './shape.ts';
import type { VertexProgress } from './status-event.ts';
import { standingOf, type VertexStanding } from './vertex-state.ts';
import type { BuildStep, StepStatus, StepTransfer } from './view.ts';

/** How a build ended, where it has. */
export interface Ending {
  readonly ended: boolean;
  readonly outcome?: 'done' | 'failed' | 'cancelled';
  /** µs on the daemon's clock; the latest time that the stream named where it is not known. */
  readonly endedAt?: number;
}

/** A step from its place in the build and the states of its members. `lastTime` closes what an ended build left open. */
export function stepOf(
  shape: StepShape,
  members: readonly Vertex[],
  warnings: number,
  ending: Ending,
  lastTime: number,
): BuildStep {
  const standings = members.map(standingOf);
  const all = standings.flatMap((standing) => standing.runs);
  const status = statusOf(standings);
  const open = status === 'running' ? openSince(standings) : undefined;
  // A build can end before its stream has said so of each step, and a lost stream says nothing more at all.
  const closedAt = open !== undefined && ending.ended ? Math.max(open, ending.endedAt ?? lastTime) : undefined;
  const runningSince = closedAt === undefined ? open : undefined;
  const ran = least(standings.map((standing) => standing.started));
  // Of a group that still waits a member can be marked; that is no start.
  const started = ran ?? (status === 'cached' ? least(standings.map((standing) => standing.markedAt)) : undefined);
  const completed = status === 'running' ? closedAt : (lastEnd(all) ?? (status === 'cached' ? started : undefined));
  const error = firstError(standings);
  const { name } = shape;

  return {
    id: shape.id,
    name: shape.title,
    stage: shape.stage,
    ...(name.platform !== undefined && { platform: name.platform }),
    keyword: name.keyword,
    text: name.text,
    ...(name.position !== undefined && { position: name.position }),
    status: finalStatus(status, ending),
    ...(started !== undefined && { started }),
    ...(completed !== undefined && { completed }),
    duration: unionLength(finished(all, open, closedAt)),
    ...(runningSince !== undefined && { runningSince }),
    inputs: shape.inputs,
    ...(error !== undefined && { error }),
    transfers: transfersOf(members),
    warnings,
  };
}

/** Of a group: failed as soon as one has, running while one runs, from cache only when all are. */
function statusOf(standings: readonly VertexStanding[]): StepStatus {
  const some = (status: StepStatus) => standings.some((standing) => standing.status === status);
  if (some('failed')) return 'failed';
  if (some('running')) return 'running';
  if (some('cancelled')) return 'cancelled';
  if (some('done')) return 'done';
  return standings.every((standing) => standing.status === 'cached') ? 'cached' : 'waiting';
}

/** After the end nothing runs or waits: a build that succeeded has run what it started, any other one broke off. */
function finalStatus(status: StepStatus, { ended, outcome }: Ending): StepStatus {
  if (!ended) return status;
  if (status === 'running') return outcome === 'done' ? 'done' : 'cancelled';
  return status === 'waiting' ? 'cancelled' : status;
}

function openSince(standings: readonly VertexStanding[]): number | undefined {
  return least(
    standings.map((standing) => (standing.status === 'running' ? standing.runs.at(-1)?.started : undefined)),
  );
}

/** Finished runs, cut off where the open one begins, so that no time counts twice. */
function finished(runs: readonly Run[], open: number | undefined, closedAt: number | undefined): readonly Interval[] {
  const intervals: Interval[] = [];
  for (const run of runs) {
    if (run.completed === undefined) continue;
    const to = open === undefined ? run.completed : Math.min(run.completed, open);
    if (to > run.started) intervals.push({ from: run.started, to });
  }
  if (open !== undefined && closedAt !== undefined) intervals.push({ from: open, to: closedAt });
  return intervals;
}

function firstError(standings: readonly VertexStanding[]): string | undefined {
  const failed = standings.filter((standing) => standing.error !== undefined);
  const worst = failed.filter((standing) => standing.status === 'failed');
  const [first] = (worst.length > 0 ? worst : failed).toSorted(
    (a, b) => (a.started ?? 0) - (b.started ?? 0) || compareText(a.error ?? '', b.error ?? ''),
  );
  return first?.error;
}

function transfersOf(members: readonly Vertex[]): readonly StepTransfer[] {
  const words = members.flatMap((vertex) => vertex.progress);
  return words.toSorted((a, b) => (a.started ?? 0) - (b.started ?? 0) || compareText(a.id, b.id)).map(transferOf);
}

function transferOf(word: VertexProgress): StepTransfer {
  return {
    id: word.id,
    action: word.name,
    current: word.current,
    total: word.total,
    ...(word.started !== undefined && { started: word.started }),
    ...(word.completed !== undefined && { completed: word.completed }),
  };
}

function lastEnd(runs: readonly Run[]): number | undefined {
  return runs.reduce<number | undefined>(
    (last, { completed }) => (completed === undefined || (last !== undefined && last > completed) ? last : completed),
    undefined,
  );
}

function least(times: readonly (number | undefined)[]): number | undefined {
  return times.reduce(
    (found, time) => (time === undefined || (found !== undefined && found < time) ? found : time),
    undefined,
  );
}
