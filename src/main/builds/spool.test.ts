import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogSpool, type SpoolLine } from './spool.ts';

function withSpool<T>(act: (spool: LogSpool) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-spool-'));
  const spool = new LogSpool(folder);
  try {
    return act(spool);
  } finally {
    spool.dispose();
    expect(existsSync(folder)).toBe(false);
  }
}

const line: fc.Arbitrary<SpoolLine> = fc.record({
  vertex: fc.constantFrom('sha256:a', 'sha256:b', 'sha256:c'),
  stream: fc.constantFrom(1 as const, 2 as const),
  time: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  text: fc.oneof(fc.string(), fc.string({ unit: 'binary' })).map((text) => text.toWellFormed().replaceAll('\n', ' ')),
});

describe('LogSpool', () => {
  it('gives every window of what was appended, of all and of some vertices', () => {
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 60 }),
        fc.nat({ max: 70 }),
        fc.integer({ min: 1, max: 70 }),
        (lines, from, count) =>
          withSpool((spool) => {
            for (const one of lines) spool.append(one);
            expect(spool.total).toBe(lines.length);
            expect(spool.read(undefined, from, count)).toEqual(lines.slice(from, from + count));
            for (const vertices of [['sha256:a'], ['sha256:c', 'sha256:b'], ['unknown'], []]) {
              const own = lines.filter((one) => vertices.includes(one.vertex));
              expect(spool.count(vertices)).toBe(own.length);
              expect(spool.read(vertices, from, count)).toEqual(own.slice(from, from + count));
            }
          }),
      ),
      { numRuns: 60 },
    );
  });

  it('reads back across written batches', () => {
    withSpool((spool) => {
      const text = 'x'.repeat(1000);
      for (let number = 0; number < 2000; number += 1) {
        spool.append({ vertex: number % 3 === 0 ? 'a' : 'b', stream: 1, time: number, text: `${number} ${text}` });
      }
      expect(spool.read(undefined, 1998, 10).map((one) => one.time)).toEqual([1998, 1999]);
      expect(spool.read(['a'], 665, 10).map((one) => one.time)).toEqual([1995, 1998]);
      expect(spool.read(['b'], 0, 2).map((one) => one.text.slice(0, 2))).toEqual(['1 ', '2 ']);
    });
  });
});
