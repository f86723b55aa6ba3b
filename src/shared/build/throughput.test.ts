import { describe, expect, test } from 'vitest';
import { EMPTY_STATUS, type StatusEvent, type VertexState } from './status-event.ts';
import { createTracker } from './tracker.ts';

const VERTICES = 5000;
const EVENTS = 20_000;
const EVENTS_A_FRAME = 167; // 10,000 a second at 60 frames

function stateOf(index: number): VertexState {
  return {
    digest: `sha256:${String(index).padStart(64, '0')}`,
    inputs: index < 50 ? [] : [`sha256:${String(index - 50).padStart(64, '0')}`],
    name: `[stage-${index % 50} ${Math.floor(index / 50) + 1}/100] RUN step ${index}`,
    cached: false,
  };
}

/** A build of many steps, announced at once, that then starts, reports and completes them one after the other. */
function* events(): Generator<StatusEvent> {
  yield { ...EMPTY_STATUS, vertexes: Array.from({ length: VERTICES }, (_, index) => stateOf(index)) };
  for (let count = 0; count < EVENTS; count += 1) {
    const state = stateOf(Math.floor(count / 10));
    const started = 1_000_000 + Math.floor(count / 10) * 1000;
    const step = count % 10;
    if (step === 0) yield { ...EMPTY_STATUS, vertexes: [{ ...state, started }] };
    else if (step === 9) yield { ...EMPTY_STATUS, vertexes: [{ ...state, started, completed: started + 900 }] };
    else {
      const word = {
        vertex: state.digest,
        id: 'layer',
        name: 'downloading',
        current: step,
        total: 9,
        timestamp: started + step,
      };
      yield { ...EMPTY_STATUS, statuses: [word] };
    }
  }
}

describe('a large build', () => {
  test(`${VERTICES} steps and ${EVENTS} events, a view a frame`, () => {
    const tracker = createTracker();
    let inEvents = 0;
    let inViews = 0;
    let views = 0;
    let slowest = 0;
    let sent = 0;
    let count = 0;
    for (const event of events()) {
      const before = performance.now();
      tracker.push(event);
      inEvents += performance.now() - before;
      count += 1;
      if (count === 1 || count % EVENTS_A_FRAME === 0) {
        const start = performance.now();
        sent += tracker.view().changed.length;
        const took = performance.now() - start;
        inViews += took;
        if (count > 1) slowest = Math.max(slowest, took);
        views += 1;
      }
    }
    const { view } = tracker.view({ ended: true, outcome: 'failed' });
    expect(view.counts).toEqual({ total: VERTICES, ended: EVENTS / 10, cached: 0, running: 0, failed: 0 });
    // Only what changed is sent: all once, then about 17 steps a frame.
    expect(sent).toBeLessThan(VERTICES + views * 20);
    const each = ((inEvents / count) * 1000).toFixed(1);
    console.info(
      `${each} µs an event, ${(inViews / views).toFixed(2)} ms a view (slowest after the first ${slowest.toFixed(1)} ms)`,
    );
  }, 60_000);
});
