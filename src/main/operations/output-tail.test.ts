import { expect, test } from 'vitest';
import { OutputTail } from './output-tail.ts';

test('lines of both streams in order, characters split over chunks made whole', () => {
  const tail = new OutputTail();
  const euro = Buffer.from('€');
  tail.add(1, Buffer.from('one\ntw'));
  tail.add(2, Buffer.from('oops\r\n'));
  tail.add(1, Buffer.concat([Buffer.from('o '), euro.subarray(0, 1)]));
  tail.add(1, Buffer.concat([euro.subarray(1), Buffer.from('\nno end')]));
  expect(tail.lines()).toEqual([
    { stream: 1, text: 'one' },
    { stream: 2, text: 'oops' },
    { stream: 1, text: 'two €' },
    { stream: 1, text: 'no end' },
  ]);
});

test('only the newest 500 lines are kept, however many come', () => {
  const tail = new OutputTail();
  for (let line = 0; line < 2345; line += 1) tail.add(1, Buffer.from(`${line}\n`));
  const lines = tail.lines();
  expect(lines).toHaveLength(500);
  expect(lines.at(-1)).toEqual({ stream: 1, text: '2344' });
  expect(lines[0]).toEqual({ stream: 1, text: '1845' });
});

test('an endless line is cut', () => {
  const tail = new OutputTail();
  for (let part = 0; part < 100; part += 1) tail.add(1, Buffer.alloc(1000, 'x'));
  expect(tail.lines()[0]?.text).toHaveLength(4000);
});
