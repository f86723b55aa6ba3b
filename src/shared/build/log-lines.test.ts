import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stripAnsi } from './ansi.ts';
import { type AssembledLine, createLogAssembler } from './log-lines.ts';

const RED = '\u001b[31m';
const BOLD = '\u001b[1m';
const RESET = '\u001b[0m';

function chunk(text: string | Uint8Array, time = 1, vertex = 'v', stream: 1 | 2 = 1) {
  return { vertex, stream, time, bytes: typeof text === 'string' ? new TextEncoder().encode(text) : text };
}

/** Texts of the lines that one output gives for chunks. */
function lines(...texts: readonly (string | Uint8Array)[]): readonly string[] {
  const assembler = createLogAssembler();
  const all = texts.flatMap((text) => assembler.push(chunk(text)));
  return [...all, ...assembler.end()].map((line) => line.text);
}

describe('lines', () => {
  test('are made of chunks that are cut anywhere', () => {
    expect(lines('one\ntw', 'o\n', '\nthree')).toEqual(['one', 'two', '', 'three']);
    expect(lines('')).toEqual([]);
  });

  test('keep characters whole that are split between chunks', () => {
    const bytes = new TextEncoder().encode('tür 🚢\n');
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(lines(bytes.slice(0, cut), bytes.slice(cut))).toEqual(['tür 🚢']);
    }
    expect(lines(new Uint8Array([0x61, 0xff, 0x62, 0x0a]))).toEqual(['a\ufffdb']);
  });

  test('have a decoder for each output of each vertex', () => {
    const assembler = createLogAssembler();
    const [first = 0, second = 0] = new TextEncoder().encode('ü');
    const made: AssembledLine[] = [];
    for (const stream of [1, 2] as const) {
      for (const vertex of ['a', 'b']) made.push(...assembler.push(chunk(new Uint8Array([first]), 1, vertex, stream)));
    }
    for (const stream of [1, 2] as const) {
      for (const vertex of ['a', 'b'])
        made.push(...assembler.push(chunk(new Uint8Array([second, 0x0a]), 2, vertex, stream)));
    }
    expect(made.map((line) => `${line.vertex}${line.stream} ${line.text}`)).toEqual(['a1 ü', 'b1 ü', 'a2 ü', 'b2 ü']);
  });

  test('that are redrawn come once, as they stood in the end', () => {
    expect(lines('10 %\r', '20 %\r100 %\ndone\r\n')).toEqual(['100 %', 'done']);
    expect(lines('a\r', '\nb\n')).toEqual(['a', 'b']);
    expect(lines('loading\u001b[2K\u001b[1Gready\n')).toEqual(['ready']);
    expect(lines('abc\b\bX\n')).toEqual(['aX']);
  });

  test('without an end stay bounded', () => {
    const assembler = createLogAssembler();
    for (let percent = 0; percent < 50_000; percent += 1)
      expect(assembler.push(chunk(`\r${RED}${percent} %`))).toEqual([]);
    expect(assembler.pending()).toEqual([{ vertex: 'v', stream: 1, time: 1, text: `${RED}49999 %` }]);
    const long = lines('x'.repeat(100_000));
    expect(long.map((line) => line.length)).toEqual([32768, 32768, 32768, 1696]);
    expect(lines(`${'x'.repeat(32_767)}🚢\n`)).toEqual(['x'.repeat(32_767), '🚢']);
    expect(lines(`${'x'.repeat(32_766)}${RED}y\n`).at(-1)).toBe(`${RED}y`);
  });

  test('have the time at which what is seen began', () => {
    const assembler = createLogAssembler();
    const made = [
      ...assembler.push(chunk('a', 1)),
      ...assembler.push(chunk('b\nc', 2)),
      ...assembler.push(chunk('\rd', 3)),
      ...assembler.push(chunk('\n', 4)),
      ...assembler.push(chunk('e\r', 5)),
      ...assembler.push(chunk('f\n', 6)),
    ];
    expect(made.map((line) => [line.text, line.time])).toEqual([
      ['ab', 1],
      ['d', 3],
      ['f', 6],
    ]);
  });

  test('show no sequence that is cut off', () => {
    const assembler = createLogAssembler();
    assembler.push(chunk('abc\u001b[3'));
    expect(assembler.pending().map((line) => line.text)).toEqual(['abc']);
    expect(assembler.push(chunk('1mred\n'))[0]?.text).toBe(`abc${RED}red`);
  });

  test('can be looked at before they end, and ended when their step is', () => {
    const assembler = createLogAssembler();
    assembler.push(chunk('one', 1, 'a'));
    assembler.push(chunk('two', 2, 'b'));
    expect(assembler.pending().map((line) => line.text)).toEqual(['one', 'two']);
    expect(assembler.finish('a').map((line) => line.text)).toEqual(['one']);
    expect(assembler.finish('a')).toEqual([]);
    expect(assembler.end().map((line) => line.text)).toEqual(['two']);
    expect(assembler.end()).toEqual([]);
  });

  test('come out the same however their bytes were cut', () => {
    const piece = fc.constantFrom('a', 'ü', '🚢', '\n', '\r\n', RED, BOLD, RESET, '\t', '\u001b]0;title\u0007', 'bc');
    const cases = fc.array(piece, { maxLength: 40 }).chain((pieces) => {
      const bytes = new TextEncoder().encode(pieces.join(''));
      return fc.tuple(fc.constant(bytes), fc.array(fc.nat({ max: bytes.length }), { maxLength: 8 }));
    });
    fc.assert(
      fc.property(cases, ([bytes, cuts]) => {
        const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const chunks = places.slice(1).map((to, index) => bytes.slice(places[index], to));
        expect(lines(...chunks)).toEqual(lines(bytes));
      }),
    );
  });
});

describe('colours', () => {
  test('go on over lines, each of which is complete by itself', () => {
    expect(lines(`${RED}one\ntwo\n${RESET}three\n`)).toEqual([`${RED}one`, `${RED}two`, `${RED}${RESET}three`]);
    expect(lines(`${BOLD}${RED}a\nb${RESET}\nc\n`)).toEqual([`${BOLD}${RED}a`, `\u001b[1;31mb${RESET}`, 'c']);
  });
  test('that replace or end each other do not pile up', () => {
    expect(lines(`${RED}\u001b[32m\u001b[4m\u001b[24m\nx\n`)).toEqual(['', '\u001b[32mx']);
    expect(lines('\u001b[38;5;208m\u001b[48;2;1;2;3m\nx\n')[1]).toBe('\u001b[38;5;208;48;2;1;2;3mx');
    expect(lines('\u001b[1m\u001b[22m\u001b[39m\nx\n')[1]).toBe('x');
    expect(lines('\u001b[m\nx\n')[1]).toBe('x');
  });
  test('of what was overwritten stay in effect', () => {
    expect(lines(`${RED}10 %\r20 %\n`)).toEqual([`${RED}20 %`]);
  });
  test('are all that stays of escape sequences', () => {
    expect(lines('\u001b[2J\u001b[H\u001b]8;;https://x\u0007link\u001b]8;;\u0007\u001b(B\u0000\u0007!\n')).toEqual([
      'link!',
    ]);
  });
});

describe('stripAnsi', () => {
  test('leaves the text', () => {
    expect(stripAnsi(`${BOLD}a${RESET}\tb\u001b]0;title\u001b\\c\u0008\n`)).toBe('a\tbc\n');
    expect(stripAnsi('plain ü')).toBe('plain ü');
  });
});
