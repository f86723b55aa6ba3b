import type { BuildStage } from '../../shared/build/view.ts';
import type { StepItem } from '../../shared/contract/index.ts';

/**
 * The shape of a build: which steps and stages there are and what depends on what. It says nothing of states and times,
 * so it stays the same object while steps only run.
 */
export interface Topology {
  /** What it was made of. */
  readonly source: { readonly steps: Steps; readonly stages: readonly BuildStage[] };
  readonly stages: readonly TopologyStage[];
  readonly stageById: ReadonlyMap<string, TopologyStage>;
  readonly stageOf: ReadonlyMap<string, string>;
  /** What each step needs: known steps only, never itself. The result has the last step of what it is made of. */
  readonly inputs: ReadonlyMap<string, readonly string[]>;
  readonly consumers: ReadonlyMap<string, readonly string[]>;
}

export interface TopologyStage {
  readonly id: string;
  readonly kind: BuildStage['kind'];
  readonly name: string;
  readonly platform?: string;
  readonly steps: readonly string[];
  /** Rows that its steps will need in the end, as far as BuildKit's numbering (`3/5`) tells. */
  readonly expected: number;
  /** Other stages that its steps need. */
  readonly needs: readonly string[];
}

export type Steps = Readonly<Record<string, StepItem>>;

/** Builds the topology. Steps that a stage names and that are not known yet are left out, as are doubles. */
export function topologyOf(steps: Steps, stages: readonly BuildStage[]): Topology {
  const stageOf = new Map<string, string>();
  const members = new Map<string, string[]>();
  for (const stage of stages) {
    const own = stage.steps.filter((id) => steps[id] !== undefined && !stageOf.has(id));
    for (const id of own) stageOf.set(id, stage.id);
    members.set(stage.id, own);
  }
  const inputs = new Map<string, readonly string[]>();
  for (const id of stageOf.keys()) {
    const wanted = steps[id]?.inputs ?? [];
    inputs.set(
      id,
      [...new Set(wanted)].filter((input) => input !== id && stageOf.has(input)),
    );
  }
  tieResult(stages, members, inputs, stageOf);
  const shown = stages.flatMap((stage) => {
    const own = members.get(stage.id) ?? [];
    return own.length === 0 ? [] : [topologyStage(stage, own, steps, inputs, stageOf)];
  });
  return {
    source: { steps, stages },
    stages: shown,
    stageById: new Map(shown.map((stage) => [stage.id, stage])),
    stageOf,
    inputs,
    consumers: consumersOf(inputs),
  };
}

/**
 * True when a build still has the shape that `topology` describes, so that the old object can be kept. Steps that are the
 * same objects as before are not looked into: what a frame changes is a few steps of thousands.
 */
export function hasShape(made: Pick<Topology, 'source'>, steps: Steps, stages: readonly BuildStage[]): boolean {
  const { source } = made;
  if (source.stages !== stages) {
    if (source.stages.length !== stages.length) return false;
    if (!stages.every((stage, index) => sameStage(stage, source.stages[index]))) return false;
  }
  if (source.steps === steps) return true;
  return stages.every((stage) => stage.steps.every((id) => sameLinks(steps[id], source.steps[id])));
}

function sameStage(one: BuildStage, other: BuildStage | undefined): boolean {
  return (
    other !== undefined &&
    one.id === other.id &&
    one.kind === other.kind &&
    one.name === other.name &&
    one.platform === other.platform &&
    sameList(one.steps, other.steps)
  );
}

function sameLinks(one: StepItem | undefined, other: StepItem | undefined): boolean {
  if (one === other) return true;
  if (one === undefined || other === undefined) return false;
  return one.position?.of === other.position?.of && sameList(one.inputs, other.inputs);
}

function topologyStage(
  stage: BuildStage,
  own: readonly string[],
  steps: Steps,
  inputs: ReadonlyMap<string, readonly string[]>,
  stageOf: ReadonlyMap<string, string>,
): TopologyStage {
  const needs = new Set<string>();
  let expected = own.length;
  for (const id of own) {
    expected = Math.max(expected, Math.min(steps[id]?.position?.of ?? 0, 200));
    for (const input of inputs.get(id) ?? []) {
      const other = stageOf.get(input);
      if (other !== undefined && other !== stage.id) needs.add(other);
    }
  }
  return {
    id: stage.id,
    kind: stage.kind,
    name: stage.name,
    ...(stage.platform === undefined ? {} : { platform: stage.platform }),
    steps: own,
    expected,
    needs: [...needs],
  };
}

/** BuildKit's exporters name no inputs: their first step is tied to the end of every stage that nothing else needs. */
function tieResult(
  stages: readonly BuildStage[],
  members: ReadonlyMap<string, readonly string[]>,
  inputs: Map<string, readonly string[]>,
  stageOf: ReadonlyMap<string, string>,
): void {
  const result = stages.find((stage) => stage.kind === 'result');
  const first = result && members.get(result.id)?.[0];
  if (result === undefined || first === undefined) return;
  const own = members.get(result.id) ?? [];
  if (own.some((id) => (inputs.get(id) ?? []).some((input) => stageOf.get(input) !== result.id))) return;
  const needed = new Set<string>();
  for (const [id, list] of inputs) {
    for (const input of list) if (stageOf.get(input) !== stageOf.get(id)) needed.add(stageOf.get(input) ?? '');
  }
  const ends = stages.flatMap((stage) => {
    const last = stage.kind === 'stage' && !needed.has(stage.id) ? members.get(stage.id)?.at(-1) : undefined;
    return last === undefined ? [] : [last];
  });
  inputs.set(first, [...(inputs.get(first) ?? []), ...ends]);
}

function consumersOf(inputs: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly string[]> {
  const consumers = new Map<string, string[]>();
  for (const [id, list] of inputs) {
    for (const input of list) {
      const known = consumers.get(input);
      if (known === undefined) consumers.set(input, [id]);
      else known.push(id);
    }
  }
  return consumers;
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}

/** Consumers in other stages above which the project files' edges are drawn as stubs. */
const FILES_FAN_OUT = 3;
/** The same for any other step, where the edges are the structure and worth more ink. */
const FAN_OUT = 12;

/** True for a step that feeds so many others that its edges would hide the rest. */
export function fansOut(topology: Topology, step: string): boolean {
  const consumers = topology.consumers.get(step) ?? [];
  const stage = topology.stageOf.get(step) ?? '';
  const limit = topology.stageById.get(stage)?.kind === 'prepare' ? FILES_FAN_OUT : FAN_OUT;
  return consumers.length > limit && consumers.filter((id) => topology.stageOf.get(id) !== stage).length > limit;
}
