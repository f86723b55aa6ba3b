import { compareText } from './join.ts';
import type { Build, Vertex } from './model.ts';
import { get, values } from './persistent-map.ts';
import { type BuildShape, type StepShape, shapeOf } from './shape.ts';
import type { VertexWarning } from './status-event.ts';
import { type Ending, stepOf } from './step.ts';
import type { BuildStep, BuildView, BuildWarning, StepCounts } from './view.ts';

/**
 * The build as the screen sees it, worked out from nothing but what was said of it. For a stream of many events
 * `createTracker` gives the same view at the cost of what has changed.
 */
export function normalise(build: Build, ending: Ending = { ended: false }): BuildView {
  const shape = shapeOf(values(build.vertices));
  const warnings = warningsOf(build, shape);
  const counts = warningCounts(warnings);
  const drafts = new Map(
    shape.steps.map((step) => [
      step.id,
      stepOf(step, membersOf(step, build), counts.get(step.id) ?? 0, ending, build.lastTime),
    ]),
  );
  const steps = finishSteps(shape, drafts);
  return { steps, stages: shape.stages, warnings, counts: countSteps(steps) };
}

export function membersOf(step: StepShape, build: Build): readonly Vertex[] {
  return step.members.flatMap((digest) => get(build.vertices, digest) ?? []);
}

/** Steps before they know how those stand that need them, by id. */
export type Drafts = ReadonlyMap<string, BuildStep>;

/** The steps in the order of the view, with what they get from the steps that need them. */
export function finishSteps(shape: BuildShape, drafts: Drafts): readonly BuildStep[] {
  const times: Times = new Map();
  return shape.steps.map((step) => finishStep(step, shape, drafts, times));
}

/** Start times that were worked out already, for one set of drafts. */
export type Times = Map<string, number | undefined>;

export function finishStep({ id, name }: StepShape, shape: BuildShape, drafts: Drafts, times: Times): BuildStep {
  const draft = drafts.get(id) as BuildStep;
  if (isMarked(draft)) return atTime(draft, startOf(id, shape, drafts, times));
  return name.keyword === 'FROM' && isUnusedBase(draft, shape, drafts) ? { ...draft, status: 'cached' } : draft;
}

/** Does how a step is seen depend on the steps that need it? */
export function looksAtUsers({ id, name }: StepShape, drafts: Drafts): boolean {
  const draft = drafts.get(id);
  return name.keyword === 'FROM' || (draft !== undefined && isMarked(draft));
}

/**
 * A base image whose every user came from the cache was not needed: looking it up is all that happened. The daemon says
 * "done" of it, since looking up is a run; people see it as from the cache, as the steps above it.
 */
function isUnusedBase(step: BuildStep, shape: BuildShape, drafts: Drafts): boolean {
  const users = shape.usersOf.get(step.id) ?? [];
  if (users.length === 0 || step.status !== 'done') return false;
  const fetched = step.transfers.some((transfer) => transfer.current > 0 || transfer.action === 'extracting');
  return !fetched && users.every((user) => drafts.get(user)?.status === 'cached');
}

/** Known to be from the cache by a marker alone, which has no time of its own. */
function isMarked(step: BuildStep): boolean {
  return step.status === 'cached' && step.started === step.completed;
}

/**
 * When a step was needed first. For a marked step that is when the first of its users started: its marker says so too,
 * but a stream that was joined late can carry the time of another user. Undefined where that may be one that is not shown.
 */
function startOf(id: string, shape: BuildShape, drafts: Drafts, times: Times): number | undefined {
  // With a list of its own: a chain of steps can be longer than the stack.
  const waiting = [{ id, usersAreKnown: false }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const draft = drafts.get(next.id);
    const users = shape.usersOf.get(next.id) ?? [];
    if (next.usersAreKnown) {
      const least = users.reduce<number | undefined>((time, user) => lesser(time, times.get(user)), undefined);
      times.set(next.id, least ?? (shape.hiddenlyUsed.has(next.id) ? undefined : draft?.started));
    } else if (!times.has(next.id)) {
      times.set(next.id, draft?.started);
      if (draft === undefined || !isMarked(draft)) continue;
      waiting.push({ id: next.id, usersAreKnown: true });
      for (const user of users.toReversed()) {
        if (!times.has(user)) waiting.push({ id: user, usersAreKnown: false });
      }
    }
  }
  return times.get(id);
}

function lesser(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || (b !== undefined && b < a) ? b : a;
}

function atTime(step: BuildStep, time: number | undefined): BuildStep {
  if (time === step.started) return step;
  if (time !== undefined) return { ...step, started: time, completed: time };
  const { started: _started, completed: _completed, ...rest } = step;
  return rest;
}

/** Each warning once, by file and line. `step` is empty where its vertex is not shown. */
export function warningsOf(build: Build, shape: BuildShape): readonly BuildWarning[] {
  return values(build.warnings)
    .toSorted(compareWarnings)
    .map((warning) => ({
      step: shape.stepOfVertex.get(warning.vertex) ?? '',
      short: warning.short,
      detail: warning.detail,
      ...(warning.url !== undefined && { url: warning.url }),
      ...(warning.file !== undefined && { file: warning.file }),
      ranges: warning.ranges,
    }));
}

export function warningCounts(warnings: readonly BuildWarning[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { step } of warnings) counts.set(step, (counts.get(step) ?? 0) + 1);
  return counts;
}

export function countSteps(steps: readonly BuildStep[]): StepCounts {
  const count = { total: steps.length, ended: 0, cached: 0, running: 0, failed: 0 };
  for (const { status } of steps) {
    if (status === 'running') count.running += 1;
    if (status === 'cached') count.cached += 1;
    if (status === 'failed') count.failed += 1;
    if (status === 'done' || status === 'cached' || status === 'failed') count.ended += 1;
  }
  return count;
}

function compareWarnings(a: VertexWarning, b: VertexWarning): number {
  return (
    compareText(a.file ?? '', b.file ?? '') ||
    (a.ranges[0]?.startLine ?? 0) - (b.ranges[0]?.startLine ?? 0) ||
    compareText(a.short, b.short) ||
    compareText(JSON.stringify(a), JSON.stringify(b))
  );
}
