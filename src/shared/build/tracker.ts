import { type Build, EMPTY_BUILD } from './model.ts';
import {
  countSteps,
  finishStep,
  finishSteps,
  looksAtUsers,
  membersOf,
  type Times,
  warningCounts,
  warningsOf,
} from './normalise.ts';
import { get, values } from './persistent-map.ts';
import { reduce } from './reduce.ts';
import { type BuildShape, changesShape, type StepShape, shapeOf } from './shape.ts';
import type { StatusEvent } from './status-event.ts';
import { type Ending, stepOf } from './step.ts';
import { readStepName, type StepName } from './step-name.ts';
import type { BuildStep, BuildView, BuildWarning } from './view.ts';

/** A view and what in it differs from the one before. */
export interface TrackedView {
  readonly view: BuildView;
  /** Steps that are new or not what they were, in the order of the view. */
  readonly changed: readonly BuildStep[];
  /** Ids of steps that were there and are no more; a group of vertices can take over from them. */
  readonly removed: readonly string[];
}

/** Follows one build: cheap to feed, and each view costs what has changed since the last one. */
export interface BuildTracker {
  readonly build: Build;
  push(event: StatusEvent): void;
  /** What `normalise` gives for the same events. Steps that did not change keep their identity. */
  view(ending?: Ending): TrackedView;
  /** Step that shows a vertex, as of the last view; undefined for one that is not shown. For the lines of its log. */
  stepOf(digest: string): string | undefined;
}

export function createTracker(): BuildTracker {
  let build = EMPTY_BUILD;
  /** Digests that were named since the last view. */
  const touched = new Set<string>();
  let shapeIsOld = false;
  let viewed: Viewed = { build, ending: RUNNING, shape: shapeOf([]), drafts: new Map(), view: EMPTY_VIEW };
  /** Places of steps in the view. */
  let places: ReadonlyMap<string, number> = new Map();

  const names = new Map<string, StepName>();
  const readName = (name: string): StepName => {
    const known = names.get(name) ?? readStepName(name);
    names.set(name, known);
    return known;
  };

  const push = (event: StatusEvent): void => {
    const next = reduce(build, event);
    if (next === build) return;
    for (const { digest } of event.vertexes) note(digest, next);
    for (const { vertex } of event.statuses) note(vertex, next);
    build = next;
  };

  const note = (digest: string, next: Build): void => {
    const now = get(next.vertices, digest);
    const old = get(build.vertices, digest);
    if (now === undefined || now === old) return;
    touched.add(digest);
    shapeIsOld ||= changesShape(old, now);
  };

  const view = (ending: Ending = RUNNING): TrackedView => {
    const sameEnding = isSameEnding(ending, viewed.ending);
    if (build === viewed.build && sameEnding) return { view: viewed.view, changed: [], removed: [] };
    // An ended build closes what it left open at its latest time, so that any step can change with any event.
    const open = sameEnding && !ending.ended;
    const result = open && !shapeIsOld ? viewTouched() : viewWhole(ending, open);
    touched.clear();
    shapeIsOld = false;
    return result;
  };

  /** @param open steps of which nothing new was said are what they were */
  const viewWhole = (ending: Ending, open: boolean): TrackedView => {
    const before = viewed;
    const shape = shapeIsOld ? shapeOf(values(build.vertices), readName, before.shape) : before.shape;
    const warnings = sameWarnings(warningsOf(build, shape), before.view.warnings);
    const counts = warningCounts(warnings);
    const drafts = new Map<string, BuildStep>();
    for (const [place, step] of shape.steps.entries()) {
      const count = counts.get(step.id) ?? 0;
      const draft = before.drafts.get(step.id);
      const same =
        open &&
        draft?.warnings === count &&
        before.shape.steps[places.get(step.id) ?? place] === step &&
        !step.members.some((digest) => touched.has(digest));
      drafts.set(step.id, same ? draft : stepOf(step, membersOf(step, build), count, ending, build.lastTime));
    }
    const old = new Map(before.view.steps.map((step) => [step.id, step]));
    const changed: BuildStep[] = [];
    const steps = finishSteps(shape, drafts).map((step) => {
      const known = old.get(step.id);
      if (known !== undefined && sameStep(known, step)) return known;
      changed.push(step);
      return step;
    });
    places = new Map(steps.map((step, place) => [step.id, place]));
    const next: BuildView = { steps, stages: shape.stages, warnings, counts: countSteps(steps) };
    viewed = { build, ending, shape, drafts, view: next };
    return { view: next, changed, removed: [...old.keys()].filter((id) => !places.has(id)) };
  };

  /** The shape stands, and only some steps can have changed: those that were touched, and what looks at them. */
  const viewTouched = (): TrackedView => {
    const { shape, drafts, ending } = viewed;
    const ids = new Set([...touched].flatMap((digest) => shape.stepOfVertex.get(digest) ?? []));
    const { warnings } =
      build.warnings === viewed.build.warnings ? viewed.view : { warnings: warningsOf(build, shape) };
    const counts = warnings === viewed.view.warnings ? undefined : warningCounts(warnings);
    for (const [id, count] of counts ?? []) if (id !== '' && drafts.get(id)?.warnings !== count) ids.add(id);
    const queue = [...ids];
    for (const id of queue) {
      const step = shape.steps[places.get(id) as number] as StepShape;
      const count = counts === undefined ? (drafts.get(id)?.warnings ?? 0) : (counts.get(id) ?? 0);
      drafts.set(id, stepOf(step, membersOf(step, build), count, ending, build.lastTime));
    }
    const affected = new Set<string>();
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      if (affected.has(id)) continue;
      affected.add(id);
      const { inputs } = shape.steps[places.get(id) as number] as StepShape;
      for (const input of inputs) {
        if (looksAtUsers(shape.steps[places.get(input) as number] as StepShape, drafts)) queue.push(input);
      }
    }

    const times: Times = new Map();
    const steps = [...viewed.view.steps];
    const changedPlaces: number[] = [];
    for (const id of affected) {
      const place = places.get(id) as number;
      const step = finishStep(shape.steps[place] as StepShape, shape, drafts, times);
      if (sameStep(steps[place] as BuildStep, step)) continue;
      steps[place] = step;
      changedPlaces.push(place);
    }
    const changed = changedPlaces.sort((a, b) => a - b).map((place) => steps[place] as BuildStep);
    const same = changed.length === 0 && warnings === viewed.view.warnings;
    const next = same ? viewed.view : { ...viewed.view, steps, warnings, counts: countSteps(steps) };
    viewed = { ...viewed, build, view: next };
    return { view: next, changed, removed: [] };
  };

  return {
    get build() {
      return build;
    },
    push,
    view,
    stepOf: (digest) => viewed.shape.stepOfVertex.get(digest),
  };
}

const RUNNING: Ending = { ended: false };
const EMPTY_VIEW: BuildView = { steps: [], stages: [], warnings: [], counts: countSteps([]) };

/** All that the last view was made of. */
interface Viewed {
  readonly build: Build;
  readonly ending: Ending;
  readonly shape: BuildShape;
  readonly drafts: Map<string, BuildStep>;
  readonly view: BuildView;
}

function isSameEnding(a: Ending, b: Ending): boolean {
  return a.ended === b.ended && a.outcome === b.outcome && a.endedAt === b.endedAt;
}

/** The list from before where it says the same. */
function sameWarnings(warnings: readonly BuildWarning[], before: readonly BuildWarning[]): readonly BuildWarning[] {
  const same = (a: BuildWarning, b: BuildWarning) => a.step === b.step && JSON.stringify(a) === JSON.stringify(b);
  return sameList(warnings, before, same) ? before : warnings;
}

/** What differs between two views of one build. Steps that kept their identity are taken for unchanged. */
export function changedSteps(before: BuildView, after: BuildView): Omit<TrackedView, 'view'> {
  const old = new Map(before.steps.map((step) => [step.id, step]));
  const changed = after.steps.filter((step) => {
    const was = old.get(step.id);
    return was !== step && !(was !== undefined && sameStep(was, step));
  });
  const kept = new Set(after.steps.map((step) => step.id));
  return { changed, removed: before.steps.map((step) => step.id).filter((id) => !kept.has(id)) };
}

/** Equal in all that they say. */
export function sameStep(a: BuildStep, b: BuildStep): boolean {
  if (a === b) return true;
  return (
    a.status === b.status &&
    a.duration === b.duration &&
    a.started === b.started &&
    a.completed === b.completed &&
    a.runningSince === b.runningSince &&
    a.error === b.error &&
    a.warnings === b.warnings &&
    a.id === b.id &&
    a.name === b.name &&
    a.stage === b.stage &&
    sameList(a.inputs, b.inputs, (x, y) => x === y) &&
    sameList(
      a.transfers,
      b.transfers,
      (x, y) =>
        x.id === y.id &&
        x.action === y.action &&
        x.current === y.current &&
        x.total === y.total &&
        x.started === y.started &&
        x.completed === y.completed,
    )
  );
}

function sameList<T>(a: readonly T[], b: readonly T[], same: (x: T, y: T) => boolean): boolean {
  return a === b || (a.length === b.length && a.every((item, place) => same(item, b[place] as T)));
}
