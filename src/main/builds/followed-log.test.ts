import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_STATUS, type StatusEvent, type VertexLog } from '../../shared/build/status-event.ts';
import { FollowedLog } from './followed-log.ts';

/** A log whose vertices `a1`, `a2` are shown by step `a`, and so on. */
function withLog<T>(act: (log: FollowedLog) => T, stepOf = (vertex: string): string | undefined => vertex[0]): T {
  const log = new FollowedLog(mkdtempSync(join(tmpdir(), 'slipway-log-')), stepOf);
  try {
    return act(log);
  } finally {
    log.dispose();
  }
}

function printed(vertex: string, text: string, time: number, stream: 1 | 2 = 1): StatusEvent {
  return { ...EMPTY_STATUS, logs: [{ vertex, stream, time, bytes: new TextEncoder().encode(text) }] };
}

function completed(digest: string, at: number): StatusEvent {
  return {
    ...EMPTY_STATUS,
    vertexes: [{ digest, inputs: [], name: digest, cached: false, started: 1, completed: at }],
  };
}

function merged(events: readonly StatusEvent[]): StatusEvent {
  return {
    ...EMPTY_STATUS,
    vertexes: events.flatMap(({ vertexes }) => vertexes),
    logs: events.flatMap(({ logs }) => logs),
  };
}

const texts = (log: FollowedLog, step = '') => log.lines(step, 0, 1000).map(({ text }) => text);

describe('a line without an end', () => {
  it('is there while its step goes on, changes, and is a line when the step ends', () => {
    withLog((log) => {
      log.push(printed('a1', 'whole\n10 %', 1), true);
      expect([...log.grown(false)].sort()).toEqual(['', 'a']);
      expect(log.lines('a', 0, 9)).toEqual([
        { index: 0, step: 'a', stream: 1, time: 1, text: 'whole' },
        { index: 1, step: 'a', stream: 1, time: 1, text: '10 %', open: true },
      ]);
      const before = log.sizeOf('a');
      log.push(printed('a1', '\r20 %', 2), true);
      log.grown(false);
      expect(texts(log)).toEqual(['whole', '20 %']);
      expect(log.sizeOf('a').logLines).toBe(before.logLines);
      expect(log.sizeOf('a').logVersion).not.toBe(before.logVersion);
      log.push(completed('a1', 3), true);
      log.grown(false);
      expect(log.lines('a', 1, 1)).toEqual([{ index: 1, step: 'a', stream: 1, time: 2, text: '20 %' }]);
      expect([...log.grown(false)]).toEqual([]);
    });
  });

  it('stands at the end, after lines that came later', () => {
    withLog((log) => {
      log.push(printed('a1', 'open', 1), true);
      log.push(printed('b1', 'one\ntwo\n', 2), true);
      log.grown(false);
      expect(texts(log)).toEqual(['one', 'two', 'open']);
      expect(log.lines('', 1, 1).map(({ text }) => text)).toEqual(['two']);
      expect(log.lines('', 2, 5).map(({ text }) => text)).toEqual(['open']);
      log.end();
      log.grown(false);
      expect(texts(log)).toEqual(['one', 'two', 'open']);
    });
  });
});

describe('lines', () => {
  it('of vertices that a step takes over later move to it', () => {
    let grouped = false;
    withLog(
      (log) => {
        log.push(printed('a1', 'one\n', 1), true);
        log.push(printed('a2', 'two\n', 2), true);
        log.grown(false);
        expect(texts(log, 'a1')).toEqual(['one']);
        expect(log.sizeOf('group').logLines).toBe(0);
        grouped = true;
        expect([...log.grown(true)].sort()).toEqual(['', 'group']);
        expect(log.lines('group', 0, 9).map(({ text, step }) => [text, step])).toEqual([
          ['one', 'group'],
          ['two', 'group'],
        ]);
        expect(texts(log, 'a1')).toEqual([]);
      },
      (vertex) => (grouped ? 'group' : vertex === 'a2' ? undefined : vertex),
    );
  });

  it('are the same whether the events come one by one, merged, or anew after a break', () => {
    const piece = fc.constantFrom('a', 'ü🚢', '\n', '\r', 'word\n', '\u001b[31m', ' ');
    const step = fc.record({
      vertex: fc.constantFrom('a1', 'a2', 'b1'),
      text: fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join('')),
      stream: fc.constantFrom(1 as const, 2 as const),
      ends: fc.boolean(),
    });
    const story = fc.array(step, { maxLength: 25 }).map((steps) => {
      const ended = new Set<string>();
      return steps.flatMap(({ vertex, text, stream, ends }, index): readonly StatusEvent[] => {
        if (ended.has(vertex)) return [];
        if (ends) ended.add(vertex);
        const said = printed(vertex, text, 10 * index, stream);
        return ends ? [said, completed(vertex, 10 * index + 1)] : [said];
      });
    });
    fc.assert(
      fc.property(story, fc.nat(30), fc.nat(30), (events, cut, broken) => {
        const read = (streams: readonly (readonly StatusEvent[])[]) =>
          withLog((log) => {
            for (const [place, stream] of streams.entries()) {
              if (place > 0) log.restart();
              for (const event of stream) {
                log.push(event, true);
                log.grown(false);
              }
            }
            log.end();
            log.grown(false);
            return ['', 'a', 'b'].map((of) => log.lines(of, 0, 1000));
          });
        const single = read([events]);
        expect(read([[merged(events)]])).toEqual(single);
        expect(read([[merged(events.slice(0, cut)), merged(events.slice(cut))]])).toEqual(single);
        expect(read([events.slice(0, broken), [merged(events.slice(0, cut)), ...events.slice(cut)]])).toEqual(single);
      }),
    );
  });

  it('of a message in parts, which tells first that its vertex completed, are not cut', () => {
    const large = `${'x'.repeat(99)}\n`.repeat(11_000);
    const first = merged([completed('a1', 9), printed('a1', `${large}be`, 1), printed('b1', 'other', 2)]);
    withLog((log) => {
      log.push(first, true);
      log.push(printed('a1', 'gin', 3), true);
      // What the client says itself may come in between.
      log.push(completed('c1', 4), false);
      log.push(printed('a1', 'ning\nend', 5), true);
      log.grown(false);
      expect(texts(log, 'a').length).toBe(1000);
      expect(log.lines('a', 11_000, 9).map(({ text, open }) => [text, open])).toEqual([
        ['beginning', undefined],
        ['end', true],
      ]);
      log.push(printed('b1', ' line\n', 10), true);
      log.grown(false);
      expect(log.lines('', 11_000, 9).map(({ text, open }) => [text, open])).toEqual([
        ['beginning', undefined],
        ['end', undefined],
        ['other line', undefined],
      ]);
    });
    withLog((log) => {
      log.push(first, true);
      log.push(completed('b1', 8), true);
      log.grown(false);
      expect(log.lines('', 11_000, 9).map(({ text, open }) => [text, open])).toEqual([
        ['be', undefined],
        ['other', undefined],
      ]);
    });
  });

  it('of the client are not taken for repeated ones', () => {
    withLog((log) => {
      const said: readonly VertexLog[] = printed('a1', 'from the daemon\n', 1).logs;
      log.push({ ...EMPTY_STATUS, logs: said }, true);
      log.restart();
      log.push(printed('b1', 'from the client\n', 2), false);
      log.push({ ...EMPTY_STATUS, logs: said }, true);
      log.grown(false);
      expect(texts(log)).toEqual(['from the daemon', 'from the client']);
    });
  });
});
