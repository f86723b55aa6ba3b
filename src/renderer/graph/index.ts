export { ancestorsOf } from './edges.ts';
export { GraphView } from './graph-view.tsx';
export { MiniGraph, useFailingLayout } from './mini-graph.tsx';
export { nextOf, nextWhere } from './navigate.ts';
export { StepList } from './step-list.tsx';
export { StepTime } from './step-time.tsx';
export type { Steps } from './topology.ts';
