/**
 * How long the graph takes to lay out, and what a frame in which a few steps change costs it.
 *
 *     node tools/with-node24.mjs bench/views/graph-layout.ts
 *
 * Prints a table; medians of 15 runs in one process, after the first, which is shown as cold.
 */
import { layoutGraph } from '../../src/renderer/graph/layout.ts';
import { build, type Plan } from '../../src/renderer/graph/testing/plans.ts';
import { hasShape, topologyOf } from '../../src/renderer/graph/topology.ts';
import { median } from '../interval.ts';
import { randomOf } from '../load/random.ts';

const RUNS = 15;
const PER_STAGE = 5;

console.log('steps  topology ms  layout ms (cold)  a frame ms');
for (const count of [100, 500, 1000, 5000, 20_000]) {
  const { steps, stages } = build(planOf(count / PER_STAGE));
  const topologies: number[] = [];
  const layouts: number[] = [];
  const frames: number[] = [];
  for (let run = 0; run <= RUNS; run += 1) {
    let topology = topologyOf(steps, stages);
    topologies.push(
      time(() => {
        topology = topologyOf(steps, stages);
      }),
    );
    layouts.push(time(() => layoutGraph(topology, new Set())));
    const changed = { ...steps };
    for (const id of Object.keys(steps).slice(0, 10)) {
      const step = steps[id];
      if (step !== undefined) changed[id] = { ...step, status: 'running', inputs: [...step.inputs] };
    }
    frames.push(time(() => hasShape(topology, changed, structuredClone(stages))));
  }
  const [cold = 0, ...warm] = layouts;
  const cells = [median(topologies.slice(1)), median(warm), cold, median(frames.slice(1))].map((value) =>
    value.toFixed(1),
  );
  console.log(
    `${String(count).padStart(5)}  ${cells[0]?.padStart(11)}  ${`${cells[1]} (${cells[2]})`.padStart(16)}  ${cells[3]?.padStart(10)}`,
  );
}

/** Stages that need one or two of the 40 before them, and every other one the project files. */
function planOf(stages: number): Plan {
  const next = randomOf(7);
  return [
    { id: 'prepare', kind: 'prepare', steps: [['files']] },
    ...Array.from({ length: stages }, (_, stage): Plan[number] => ({
      id: `s${stage}`,
      steps: Array.from({ length: PER_STAGE }, (_, row): [string, ...string[]] => {
        if (row > 0) return [`s${stage}.${row}`, `s${stage}.${row - 1}`];
        const needs = Array.from({ length: stage === 0 ? 0 : 1 + Math.round(next()) }, () => {
          const back = 1 + Math.floor(next() * Math.min(stage, 40));
          return `s${stage - back}.${PER_STAGE - 1}`;
        });
        return [`s${stage}.0`, ...new Set(needs), ...(stage % 2 === 0 ? ['files'] : [])];
      }),
    })),
  ];
}

function time(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}
