import type { Run, Vertex } from './model.ts';
import type { ProgressGroup, VertexProgress, VertexState } from './status-event.ts';

/**
 * How two things said of one vertex become one. Each join gives the same whichever is said first and however often, which
 * is what makes a build independent of how its stream was cut.
 */

/** A vertex of which nothing is known but that it is named somewhere. */
export function unknownVertex(digest: string): Vertex {
  return { digest, name: '', inputs: [], runs: [], progress: [] };
}

/** The vertex after one more of its states; the same object when it says nothing new. */
export function joinState(vertex: Vertex, state: VertexState): Vertex {
  const name = joinText(vertex.name, state.name);
  const inputs = joinInputs(vertex.inputs, state.inputs);
  const group = joinGroup(vertex.group, state.group);
  const run = runOf(state);
  const runs = run === undefined ? vertex.runs : joinRuns(vertex.runs, run);
  const bareError = run === undefined ? joinError(vertex.bareError, state.error) : vertex.bareError;
  if (
    name === vertex.name &&
    inputs === vertex.inputs &&
    group === vertex.group &&
    runs === vertex.runs &&
    bareError === vertex.bareError
  ) {
    return vertex;
  }
  return {
    digest: vertex.digest,
    name,
    inputs,
    ...(group !== undefined && { group }),
    runs,
    ...(bareError !== undefined && { bareError }),
    progress: vertex.progress,
  };
}

/** The vertex after one more word on its progress; the same object when it says nothing new. */
export function joinProgress(vertex: Vertex, word: VertexProgress): Vertex {
  const place = placeOf(vertex.progress, (other) => (other.id < word.id ? -1 : other.id > word.id ? 1 : 0));
  const old = vertex.progress[place];
  if (old?.id !== word.id) return { ...vertex, progress: vertex.progress.toSpliced(place, 0, word) };
  return laterProgress(old, word) === old ? vertex : { ...vertex, progress: vertex.progress.with(place, word) };
}

function runOf(state: VertexState): Run | undefined {
  const started = state.started ?? state.completed;
  if (started === undefined) return undefined;
  return {
    started,
    ...(state.completed !== undefined && { completed: state.completed }),
    cached: state.cached,
    ...(state.error !== undefined && state.error !== '' && { error: state.error }),
  };
}

function joinRuns(runs: readonly Run[], run: Run): readonly Run[] {
  const place = placeOf(runs, (other) => other.started - run.started);
  const old = runs[place];
  if (old?.started !== run.started) return runs.toSpliced(place, 0, run);
  return laterRun(old, run) === old ? runs : runs.with(place, run);
}

/** Of two states of one run the later: the completed one, of two completed ones that which ended last. */
function laterRun(a: Run, b: Run): Run {
  const order =
    compareTimes(a.completed, b.completed) ||
    // Equal times tell no order, so any rule will do that does not look at who came first.
    Number(b.cached) - Number(a.cached) ||
    compareText(a.error ?? '', b.error ?? '');
  return order < 0 ? b : a;
}

function laterProgress(a: VertexProgress, b: VertexProgress): VertexProgress {
  const order =
    compareTimes(a.timestamp, b.timestamp) ||
    compareTimes(a.completed, b.completed) ||
    a.current - b.current ||
    a.total - b.total ||
    compareTimes(a.started, b.started) ||
    compareText(a.name, b.name);
  return order < 0 ? b : a;
}

/** A vertex keeps its name and inputs for life; where two differ, the rule must not look at who came first. */
function joinText(a: string, b: string): string {
  if (a === '' || b === '') return a || b;
  return a <= b ? a : b;
}

function joinInputs(a: readonly string[], b: readonly string[]): readonly string[] {
  if (a.length !== b.length) return a.length > b.length ? a : b;
  const different = a.findIndex((digest, place) => digest !== b[place]);
  return different === -1 || (a[different] ?? '') < (b[different] ?? '') ? a : b;
}

function joinGroup(a: ProgressGroup | undefined, b: ProgressGroup | undefined): ProgressGroup | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const order = compareText(a.id, b.id) || compareText(a.name, b.name) || Number(a.weak) - Number(b.weak);
  return order <= 0 ? a : b;
}

function joinError(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined || b === '') return a ?? (b === '' ? undefined : b);
  return a >= b ? a : b;
}

/** What has no time comes first, also before what a wrong clock dates before 1970. */
function compareTimes(a: number | undefined, b: number | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return a - b;
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** First place in a sorted list whose item is not below. */
function placeOf<T>(list: readonly T[], compare: (item: T) => number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(list[middle] as T) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
