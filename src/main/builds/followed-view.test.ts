import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import {
  EMPTY_STATUS,
  type StatusEvent,
  type VertexState,
  type VertexWarning,
} from '../../shared/build/status-event.ts';
import { FollowedView } from './followed-view.ts';

function withView<T>(act: (view: FollowedView) => T): T {
  const view = new FollowedView(mkdtempSync(join(tmpdir(), 'slipway-view-')));
  try {
    return act(view);
  } finally {
    view.dispose();
  }
}

const digestOf = (index: number) => `sha256:${String(index).padStart(64, '0')}`;

function stateOf(index: number): VertexState {
  const inputs = index < 50 ? [] : [digestOf(index - 50)];
  const name = `[stage-${String(index % 50).padStart(2, '0')} 1/100] RUN step`;
  return { digest: digestOf(index), inputs, name, cached: false };
}

function announced(steps: number): StatusEvent {
  return { ...EMPTY_STATUS, vertexes: Array.from({ length: steps }, (_, index) => stateOf(index)) };
}

function started(index: number): StatusEvent {
  return { ...EMPTY_STATUS, vertexes: [{ ...stateOf(index), started: 1_000_000 }] };
}

function printed(index: number, text: string): StatusEvent {
  return {
    ...EMPTY_STATUS,
    logs: [{ vertex: digestOf(index), stream: 1, time: 1, bytes: new TextEncoder().encode(text) }],
  };
}

const WARNING: VertexWarning = { vertex: digestOf(0), level: 1, short: 'Rule: text', detail: [], ranges: [] };

describe('a change', () => {
  it('is as large as what changed, not as the build', () => {
    const sizes = [100, 1000, 4000].map((steps) =>
      withView((view) => {
        view.push(announced(steps), 'daemon');
        expect(view.change()).toMatchObject({ steps: { length: steps }, stages: expect.anything() });
        view.push(started(7), 'daemon');
        view.push(printed(7, 'one\ntwo\n'), 'daemon');
        const change = view.change();
        expect(change.steps.map(({ id }) => id)).toEqual([digestOf(7)]);
        expect(change).not.toHaveProperty('stages');
        expect(change).not.toHaveProperty('warnings');
        return serialize(change).length;
      }),
    );
    // Larger numbers take a few bytes more.
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(16);
  });

  it('holds all that came since the last one, however much that was', () => {
    withView((view) => {
      view.push(announced(100), 'daemon');
      view.change();
      for (let event = 0; event < 5000; event += 1) view.push(printed(event % 3, `${event}\n`), 'daemon');
      const change = view.change();
      expect(change.steps.map(({ logLines }) => logLines).sort()).toEqual([1666, 1667, 1667]);
      expect(change.logLines).toBe(5000);
    });
  });

  it('tells a warning once, however often it is said', () => {
    withView((view) => {
      view.push(announced(100), 'daemon');
      view.change();
      view.push({ ...EMPTY_STATUS, warnings: [WARNING] }, 'daemon');
      expect(view.change()).toMatchObject({ warnings: { length: 1 }, steps: [{ id: digestOf(0), warnings: 1 }] });
      for (let again = 0; again < 1000; again += 1) view.push({ ...EMPTY_STATUS, warnings: [WARNING] }, 'daemon');
      const change = view.change();
      expect(change.steps).toEqual([]);
      expect(change).not.toHaveProperty('warnings');
    });
  });
});

describe('a log', () => {
  it('of any length takes little memory, and each of its lines can be read', () => {
    withView((view) => {
      view.push(announced(4), 'daemon');
      const line = (index: number) => `${index} ${'x'.repeat(100)}`;
      const before = memory();
      const lines = 200_000;
      for (let index = 0; index < lines; index += 1) view.push(printed(index % 4, `${line(index)}\n`), 'daemon');
      view.change();
      // The text is 21 MB; what stays are four bytes a line twice over, and what is being collected.
      expect(memory() - before).toBeLessThan(6 * 2 ** 20);
      for (const from of [0, 99_999, lines - 3]) {
        expect(view.lines('', from, 3).lines.map(({ text }) => text)).toEqual([0, 1, 2].map((add) => line(from + add)));
      }
      expect(view.lines(digestOf(2), 49_999, 9).lines.map(({ text }) => text)).toEqual([line(199_998)]);
    });
  });

  it('of a step that redraws one line for ever is that line', () => {
    withView((view) => {
      view.push(announced(1), 'daemon');
      const before = memory();
      for (let percent = 0; percent < 100_000; percent += 1) {
        view.push(printed(0, `\r${percent} ${'#'.repeat(80)}`), 'daemon');
        if (percent % 10_000 === 0) view.change();
      }
      expect(view.change().logLines).toBe(1);
      expect(view.lines('', 0, 9).lines).toMatchObject([{ text: `99999 ${'#'.repeat(80)}`, open: true }]);
      expect(memory() - before).toBeLessThan(2 * 2 ** 20);
    });
  });
});

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes that are in use once all that can go has gone. */
function memory(): number {
  // Buffers that went are freed by another thread, and counted as free only by a later collection.
  for (let least = Number.POSITIVE_INFINITY; ; ) {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    if (heapUsed + arrayBuffers >= least) return least;
    least = heapUsed + arrayBuffers;
  }
}
