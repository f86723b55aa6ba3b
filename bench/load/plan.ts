import { createHash } from 'node:crypto';
import { randomOf } from './random.ts';

/** How large a made-up build is. */
export interface LoadPlan {
  /** Steps; a multiple of five, since each stage has five. One more exports. */
  readonly vertices: number;
  /** States, words on progress and chunks of log in all, about. */
  readonly events: number;
  /** Lines of log in all, about. */
  readonly lines: number;
  /** µs since 1970: when it started. */
  readonly startedAt: number;
  /** Events a second, which gives the times in it. */
  readonly rate: number;
}

export const STEPS_A_STAGE = 5;
/** Words on the progress of each step. */
export const PROGRESS = 20;
/** Stages that run at a time. */
export const AT_A_TIME = 32;
/** A step in so many runs twice: once to compute its cache key, once in earnest. */
const TWICE = 40;
/** A step in so many stands in a group of two vertices, as `COPY --link` does. */
const GROUPED = 60;
/** A step in so many is warned of. */
const WARNED = 100;

export interface LoadVertex {
  readonly number: number;
  readonly digest: string;
  readonly name: string;
  readonly inputs: readonly string[];
  /** Group that it is shown in, where it is. */
  readonly group: string | undefined;
  readonly twice: boolean;
  readonly warned: boolean;
  readonly lines: number;
  /** Chunks that its lines come in. */
  readonly logs: number;
}

export interface LoadStage {
  readonly needs: readonly number[];
  readonly vertices: readonly LoadVertex[];
}

/** The stages of a plan: each needs one or two of those before it, far enough back to have ended mostly. */
export function stagesOf(plan: LoadPlan): readonly LoadStage[] {
  const random = randomOf(plan.vertices);
  const count = Math.floor(plan.vertices / STEPS_A_STAGE);
  const logs = Math.max(1, Math.floor(plan.events / plan.vertices) - PROGRESS - 3);
  const lines = Math.max(1, Math.floor(plan.lines / plan.vertices));
  return Array.from({ length: count }, (_, stage): LoadStage => {
    const reach = Math.min(stage, AT_A_TIME * 2);
    const needs =
      stage < AT_A_TIME
        ? []
        : [...new Set([stage - AT_A_TIME, stage - AT_A_TIME - Math.floor(random() * (reach - AT_A_TIME + 1))])];
    return {
      needs,
      vertices: Array.from({ length: STEPS_A_STAGE }, (_, row): LoadVertex => {
        const number = stage * STEPS_A_STAGE + row;
        const inputs =
          row > 0 ? [digestOf(number - 1)] : needs.map((need) => digestOf(need * STEPS_A_STAGE + STEPS_A_STAGE - 1));
        return {
          number,
          digest: digestOf(number),
          name: `[stage-${stage} ${row + 1}/${STEPS_A_STAGE}] RUN make target-${number} && ./check --all ${number}`,
          inputs,
          group: number % GROUPED === 7 ? `group-${number}` : undefined,
          twice: number % TWICE === 3,
          warned: number % WARNED === 11,
          lines,
          logs,
        };
      }),
    };
  });
}

export function digestOf(number: number): string {
  return `sha256:${createHash('sha256').update(`load ${number}`).digest('hex')}`;
}

/** One line of a step: what it prints, and what of it is seen in the end. */
export interface PrintedLine {
  readonly bytes: string;
  readonly seen: string;
}

/** Line `index` of a step. Some have colours, letters of several bytes, or are drawn over several times. */
export function lineOf(vertex: LoadVertex, index: number): PrintedLine {
  const mark = Math.imul(vertex.number * 8191 + index, 0x9e3779b1) >>> 0;
  const text = `${index} ${mark.toString(16)} compiling src/module-${mark % 977}/part-${index}.c`;
  if (index % 50 === 49) {
    return { bytes: `\u001b[33m10 % of ${text}\r55 %\r100 % of ${text}\u001b[0m\n`, seen: `100 % of ${text}` };
  }
  if (index % 20 === 3) return { bytes: `\u001b[32mok\u001b[0m ${text}\n`, seen: `ok ${text}` };
  if (index % 10 === 7) return { bytes: `tür 🚢 ${text}\n`, seen: `tür 🚢 ${text}` };
  return { bytes: `${text}\n`, seen: text };
}
