import { describe, expect, test } from 'vitest';
import { ansiParts, plainText } from './ansi.ts';

describe('a line is cut at its colours', () => {
  test.each([
    ['plain', [{ text: 'plain' }]],
    ['\u001b[31mred\u001b[0m rest', [{ text: 'red', colour: 'red' }, { text: ' rest' }]],
    ['\u001b[1;92mdone\u001b[0m', [{ text: 'done', colour: 'green', bold: true }]],
    ['\u001b[38;5;208morange\u001b[0m', [{ text: 'orange', colour: 'yellow' }]],
    ['\u001b[38;5;196mred\u001b[0m', [{ text: 'red', colour: 'red' }]],
    ['\u001b[38;2;20;90;220mblue\u001b[0m', [{ text: 'blue', colour: 'blue' }]],
    ['\u001b[38;2;120;120;120mgrey\u001b[0m', [{ text: 'grey', colour: 'white' }]],
    [
      '\u001b[2mfaint\u001b[22m \u001b[4mlink\u001b[0m',
      [{ text: 'faint', dim: true }, { text: ' ' }, { text: 'link', underline: true }],
    ],
  ])('%j', (line, parts) => {
    expect(ansiParts(line)).toEqual(parts);
  });
});

test('markup in a line stays text', () => {
  expect(ansiParts('\u001b[31m<b>&amp;</b>\u001b[0m')).toEqual([{ text: '<b>&amp;</b>', colour: 'red' }]);
});

test('plain text has no escapes', () => {
  expect(plainText('\u001b[31mred\u001b[0m and \u001b[Kplain')).toBe('red and plain');
});
