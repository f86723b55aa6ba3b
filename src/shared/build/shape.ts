import { depthsOf } from './depths.ts';
import { compareText } from './join.ts';
import type { Vertex } from './model.ts';
import { readStepName, type StepName } from './step-name.ts';
import type { BuildStage } from './view.ts';

/**
 * The shape of a build: which steps it has, in which stages and order, and what each needs. It changes only when a vertex
 * appears or is named, not while steps run.
 *
 * Nothing in it looks at times or at who came first, so that a build that is joined late looks as one watched from the
 * start, and no step moves when it starts.
 */
export interface BuildShape {
  /** In the order of the view. */
  readonly steps: readonly StepShape[];
  readonly stages: readonly BuildStage[];
  /** Step that shows a vertex, by the vertex's digest; hidden vertices have none. */
  readonly stepOfVertex: ReadonlyMap<string, string>;
  /** The steps that need a step, by its id. */
  readonly usersOf: ReadonlyMap<string, readonly string[]>;
  /** Steps that a vertex needs which no step shows, by id. */
  readonly hiddenlyUsed: ReadonlySet<string>;
}

export interface StepShape {
  readonly id: string;
  /** As BuildKit named it. */
  readonly title: string;
  readonly name: StepName;
  /** Id of its stage. */
  readonly stage: string;
  /** Digests of the vertices that it shows, sorted. */
  readonly members: readonly string[];
  readonly inputs: readonly string[];
}

/** A step before its inputs and its place are known. */
interface Draft {
  readonly id: string;
  readonly title: string;
  readonly name: StepName;
  readonly members: readonly string[];
}

/** Reads a name, perhaps from what it has read before. */
export type NameReader = (name: string) => StepName;

/** @param before a shape of the same build: what is equal in both is the same object, so that it need not be looked into */
export function shapeOf(
  vertices: readonly Vertex[],
  readName: NameReader = readStepName,
  before?: BuildShape,
): BuildShape {
  const byDigest = new Map(vertices.map((vertex) => [vertex.digest, vertex]));
  const drafts = draftsOf(vertices, readName);
  const stepOfVertex = new Map<string, string>();
  for (const { id, members } of drafts) for (const digest of members) stepOfVertex.set(digest, id);
  const inputs = new Map(drafts.map((draft) => [draft.id, inputsOf(draft, byDigest, stepOfVertex)]));
  connectResults(drafts, inputs);
  const depths = depthsOf(inputs);

  const known = new Map(before?.steps.map((step) => [step.id, step]));
  const sorted = drafts
    .map((draft) => ({ draft, depth: depths.get(draft.id) ?? 0 }))
    .sort((a, b) => compareDrafts(a.draft, b.draft, a.depth - b.depth));
  const steps = sorted.map(({ draft }): StepShape => {
    const step = { ...draft, stage: stageId(draft.name), inputs: inputs.get(draft.id) ?? [] };
    const old = known.get(step.id);
    return old !== undefined && isSameStep(old, step) ? old : step;
  });
  const byId = new Map(steps.map((step) => [step.id, step]));
  const stages = sameStages(stagesOf(steps), before?.stages ?? []);
  const ordered = stages.flatMap((stage) => stage.steps.map((id) => byId.get(id) as StepShape));
  const hidden = vertices.filter((vertex) => !stepOfVertex.has(vertex.digest));
  const hiddenlyUsed = new Set(
    hidden.flatMap(({ inputs }) => inputs.flatMap((input) => stepOfVertex.get(input) ?? [])),
  );
  return { steps: ordered, stages, stepOfVertex, usersOf: usersOf(ordered), hiddenlyUsed };
}

/** Could this change of a vertex change the shape? */
export function changesShape(old: Vertex | undefined, now: Vertex): boolean {
  if (old === undefined) return true;
  if (old.name !== now.name || old.inputs !== now.inputs || old.group !== now.group) return true;
  return now.group !== undefined && (showsGroup(old) !== showsGroup(now) || hasRun(old) !== hasRun(now));
}

function draftsOf(vertices: readonly Vertex[], readName: NameReader): readonly Draft[] {
  const drafts: Draft[] = [];
  const groups = new Map<string, Vertex[]>();
  for (const vertex of vertices) {
    if (vertex.group !== undefined) {
      const members = groups.get(vertex.group.id);
      if (members === undefined) groups.set(vertex.group.id, [vertex]);
      else members.push(vertex);
    } else if (vertex.name !== '') {
      drafts.push({ id: vertex.digest, title: vertex.name, name: readName(vertex.name), members: [vertex.digest] });
    }
  }
  const taken = new Set(drafts.map((draft) => draft.id));
  for (const [id, members] of groups) {
    if (!members.some(showsGroup) && !isLinkOntoNothing(members)) continue;
    const names = members.flatMap((vertex) => vertex.group?.name || []).sort();
    const title = names[0] ?? members.map((vertex) => vertex.name).sort()[0] ?? '';
    const digests = members.map((vertex) => vertex.digest).sort();
    drafts.push({ id: idOfGroup(id, taken), title, name: readName(title), members: digests });
  }
  return drafts;
}

/** Nothing keeps a vertex from being called like a group. */
function idOfGroup(group: string, taken: Set<string>): string {
  let id = `group:${group}`;
  while (taken.has(id)) id = `group:${id}`;
  taken.add(id);
  return id;
}

/** BuildKit shows a group from when a member that is not weak starts (moby/buildkit, util/progress/progressui/display.go). */
function showsGroup(vertex: Vertex): boolean {
  const failed = vertex.bareError !== undefined || vertex.runs.some((run) => run.error !== undefined);
  return failed || (vertex.group?.weak === false && hasRun(vertex));
}

/**
 * `COPY --link` is a copy, which is weak, and the merge of it with what was there, which is not. Onto nothing there is nothing to merge
 * (moby/buildkit, client/llb/merge.go), so that all of the group is weak, and BuildKit's own progress never shows the step. Who wrote it
 * looks for it in the graph.
 */
function isLinkOntoNothing(members: readonly Vertex[]): boolean {
  return members.every(({ group }) => group?.weak === true) && members.some(hasRun);
}

function hasRun(vertex: Vertex): boolean {
  return vertex.runs.length > 0;
}

/** Ids of the steps that a step needs. What is hidden or was never sent is passed over to what it needs itself. */
function inputsOf(
  draft: Draft,
  byDigest: ReadonlyMap<string, Vertex>,
  stepOfVertex: ReadonlyMap<string, string>,
): readonly string[] {
  const [only] = draft.members;
  if (draft.members.length === 1 && only !== undefined) {
    const direct = byDigest.get(only)?.inputs ?? [];
    if (direct.length === 0) return direct;
    const [first] = direct;
    const step = direct.length === 1 && first !== undefined ? stepOfVertex.get(first) : undefined;
    if (step !== undefined && step !== draft.id) return step === first ? direct : [step];
  }
  const found = new Set<string>();
  const seen = new Set<string>();
  const waiting = draft.members.flatMap((digest) => byDigest.get(digest)?.inputs ?? []).reverse();
  for (let digest = waiting.pop(); digest !== undefined; digest = waiting.pop()) {
    if (seen.has(digest)) continue;
    seen.add(digest);
    const step = stepOfVertex.get(digest);
    if (step === undefined) for (const input of byDigest.get(digest)?.inputs.toReversed() ?? []) waiting.push(input);
    else if (step !== draft.id) found.add(step);
  }
  return [...found];
}

/**
 * The stream names no inputs for exporting, which needs what the Dockerfile has made in the end: the steps that no other
 * step needs. What the client does afterwards needs the export.
 */
function connectResults(drafts: readonly Draft[], inputs: Map<string, readonly string[]>): void {
  const results = drafts.filter((draft) => draft.name.kind === 'result');
  if (results.length === 0) return;
  const needed = new Set([...inputs.values()].flat());
  const ends = drafts
    .filter((draft) => (draft.name.kind === 'stage' || draft.name.kind === 'other') && !needed.has(draft.id))
    .map((draft) => draft.id)
    .sort();
  const exports = results
    .filter((draft) => !draft.name.takesExport)
    .map((draft) => draft.id)
    .sort();
  for (const draft of results) {
    if ((inputs.get(draft.id) ?? []).length > 0) continue;
    inputs.set(draft.id, draft.name.takesExport && exports.length > 0 ? exports : ends);
  }
}

function compareDrafts(a: Draft, b: Draft, deeper: number): number {
  return a.name.rank - b.name.rank || deeper || compareText(a.title, b.title) || compareText(a.id, b.id);
}

function stageId(name: StepName): string {
  if (name.kind !== 'stage') return name.kind;
  return name.platform === undefined ? `stage:${name.stage}` : `stage:${name.platform}:${name.stage}`;
}

/** Prepare first, result last; between them by platform, then by depth, then by name. */
function stagesOf(steps: readonly StepShape[]): readonly BuildStage[] {
  const members = new Map<string, StepShape[]>();
  for (const step of steps) {
    const list = members.get(step.stage);
    if (list === undefined) members.set(step.stage, [step]);
    else list.push(step);
  }
  const stageOfStep = new Map(steps.map((step) => [step.id, step.stage]));
  const needs = new Map<string, readonly string[]>();
  for (const [id, list] of members) {
    const needed = new Set<string>();
    for (const step of list) for (const input of step.inputs) needed.add(stageOfStep.get(input) ?? id);
    needed.delete(id);
    needs.set(id, [...needed]);
  }
  const depths = depthsOf(needs);
  const kindRank = { prepare: 0, stage: 1, other: 2, result: 3 };
  return [...members.entries()]
    .map(([id, list]) => ({ id, list, name: (list[0] as StepShape).name }))
    .sort(
      (a, b) =>
        kindRank[a.name.kind] - kindRank[b.name.kind] ||
        compareText(a.name.platform ?? '', b.name.platform ?? '') ||
        (depths.get(a.id) ?? 0) - (depths.get(b.id) ?? 0) ||
        compareText(a.id, b.id),
    )
    .map(({ id, list, name }) => ({
      id,
      kind: name.kind === 'other' ? 'stage' : name.kind,
      name:
        name.kind === 'stage' ? name.stage : { prepare: 'Prepare', result: 'Result', other: 'Other steps' }[name.kind],
      ...(name.kind === 'stage' && name.platform !== undefined && { platform: name.platform }),
      steps: list.map((step) => step.id),
    }));
}

function isSameStep(a: StepShape, b: StepShape): boolean {
  return a.name === b.name && a.stage === b.stage && sameTexts(a.members, b.members) && sameTexts(a.inputs, b.inputs);
}

/** The list from before where no stage is another one. */
function sameStages(stages: readonly BuildStage[], before: readonly BuildStage[]): readonly BuildStage[] {
  if (stages.length !== before.length) return stages;
  const same = stages.every((stage, index) => {
    const old = before[index];
    return old !== undefined && stage.id === old.id && stage.name === old.name && sameTexts(stage.steps, old.steps);
  });
  return same ? before : stages;
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index]);
}

function usersOf(steps: readonly StepShape[]): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>(steps.map((step) => [step.id, []]));
  for (const step of steps) for (const input of step.inputs) users.get(input)?.push(step.id);
  return users;
}
