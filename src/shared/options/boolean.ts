import { goQuote, type Read, readable, unreadable } from './read.ts';

const TRUE = ['1', 't', 'T', 'TRUE', 'true', 'True'];
const FALSE = ['0', 'f', 'F', 'FALSE', 'false', 'False'];

/** A boolean as Go's `strconv.ParseBool` reads it: these twelve words and no other, so not `yes` or `tRuE`. */
export function readBoolean(text: string): Read<boolean> {
  if (TRUE.includes(text)) return readable(true);
  if (FALSE.includes(text)) return readable(false);
  return unreadable(
    text === '' ? 'No value is given.' : `“${text}” is neither true nor false.`,
    'Write true or false.',
    `strconv.ParseBool: parsing ${goQuote(text)}: invalid syntax`,
  );
}
