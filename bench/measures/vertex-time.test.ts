import { expect, test } from 'vitest';
import type { StatusEvent, VertexState } from '../../src/shared/build/status-event.ts';
import { spanSeconds, vertexSeconds } from './vertex-time.ts';

const vertex = (name: string, times: Pick<VertexState, 'started' | 'completed'>): VertexState => ({
  digest: name,
  inputs: [],
  name,
  cached: false,
  ...times,
});
const event = (...vertexes: VertexState[]): StatusEvent => ({ vertexes, statuses: [], logs: [], warnings: [] });

test('a vertex lasts from its first start to its last end, and others do not matter', () => {
  const events = [
    event(vertex('a', { started: 1_000_000 }), vertex('b', { started: 0, completed: 9_000_000 })),
    event(vertex('a', { started: 1_000_000, completed: 1_500_000 })),
    event(vertex('a', { started: 2_000_000, completed: 3_250_000 })),
  ];
  expect(vertexSeconds(events, 'a')).toBe(2.25);
  expect(spanSeconds(events.flatMap(({ vertexes }) => vertexes))).toBe(9);
});

test('what has no end has no length', () => {
  expect(() => vertexSeconds([event(vertex('a', { started: 1 }))], 'a')).toThrow('"a"');
  expect(() => vertexSeconds([], 'a')).toThrow();
  expect(() => spanSeconds([vertex('a', { started: 1 })])).toThrow();
});
