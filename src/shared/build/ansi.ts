const ESC = '\u001b';
const BELL = '\u0007';
/** Control characters but for tab and line feed, as they stand in a character class. */
const CONTROLS = '\u0000-\u0008\u000b-\u001f\u007f';

/** Colours and cursor movements: `ESC [`, parameters, and a final character. */
const CSI = `${ESC}\\[([0-?]*)[ -/]*([@-~])`;
/** Titles and links: `ESC ]` up to BEL or `ESC \`. */
const OSC = `${ESC}\\][^${BELL}${ESC}]*(?:${BELL}|${ESC}\\\\)`;
const SHORT = `${ESC}[ -/]*[0-Z\\\\^-~]`;
/** A sequence that the end of the text has cut off. */
const UNFINISHED = `${ESC}(?:\\[[0-?]*[ -/]*|\\][^${BELL}${ESC}]*|[ -/]*)$`;

const SEQUENCE = new RegExp(`${CSI}|${OSC}|${SHORT}|${UNFINISHED}`, 'g');
const CONTROL = new RegExp(`[${CONTROLS}]`, 'g');
const ANY_CONTROL = new RegExp(`[${CONTROLS}]`);
const UNFINISHED_END = new RegExp(UNFINISHED);
const TOKEN = new RegExp(`${CSI}|${OSC}|${SHORT}|${UNFINISHED}|[${CONTROLS}]|[^${CONTROLS}]+`, 'g');

/** The text alone, for search and the clipboard. Tabs and line breaks stay. */
export function stripAnsi(text: string): string {
  return text.includes(ESC) ? text.replace(SEQUENCE, '').replace(CONTROL, '') : text.replace(CONTROL, '');
}

/** Has the end of the text cut off an escape sequence? */
export function endsInSequence(text: string): boolean {
  return UNFINISHED_END.test(text);
}

/** How text looks from here on: the codes that are in effect, one for each thing that they set. */
export type Style = ReadonlyMap<string, string>;

export const PLAIN: Style = new Map();

/** What each code of `ESC [ … m` sets; codes that switch something off name what they end. */
const SETS: readonly (readonly [from: number, to: number, what: string])[] = [
  [1, 2, 'weight'],
  [3, 3, 'italic'],
  [4, 4, 'underline'],
  [5, 6, 'blink'],
  [7, 7, 'inverse'],
  [8, 8, 'hidden'],
  [9, 9, 'strike'],
  [21, 21, 'underline'],
  [30, 38, 'colour'],
  [40, 48, 'ground'],
  [53, 53, 'overline'],
  [90, 97, 'colour'],
  [100, 107, 'ground'],
];
const ENDS: Readonly<Record<number, string>> = {
  22: 'weight',
  23: 'italic',
  24: 'underline',
  25: 'blink',
  27: 'inverse',
  28: 'hidden',
  29: 'strike',
  39: 'colour',
  49: 'ground',
  55: 'overline',
};

/** The style after `ESC [ <parameters> m`. */
export function restyle(style: Style, parameters: string): Style {
  const next = new Map(style);
  const codes = parameters.split(';');
  for (let place = 0; place < codes.length; place += 1) {
    const code = codes[place] ?? '';
    const number = Number.parseInt(code, 10) || 0;
    if (number === 0) next.clear();
    const ended = ENDS[number];
    if (ended !== undefined) next.delete(ended);
    const set = SETS.find(([from, to]) => number >= from && number <= to)?.[2];
    if (set === undefined) continue;
    // 38 and 48 take a colour after them: 5 and a number, or 2 and three.
    const more = /^[34]8$/.test(code) ? (codes[place + 1] === '5' ? 2 : codes[place + 1] === '2' ? 4 : 0) : 0;
    next.delete(set);
    next.set(set, codes.slice(place, place + 1 + more).join(';'));
    place += more;
  }
  return next;
}

/** The sequence that sets a style; empty for the plain one. */
export function styleSequence(style: Style): string {
  return style.size === 0 ? '' : `${ESC}[${[...style.values()].join(';')}m`;
}

/**
 * One line as a terminal would end up showing it: what a carriage return starts anew replaces what stood there, a
 * backspace takes a character back, and of the sequences only colours stay. The line is complete by itself: it starts with
 * the style that was in effect.
 */
export function renderLine(raw: string, before: Style): { readonly text: string; readonly after: Style } {
  if (before.size === 0 && !ANY_CONTROL.test(raw)) return { text: raw, after: before };
  let style = before;
  let out = styleSequence(style);
  let visible = '';
  let returned = false;
  const write = (text: string): void => {
    if (returned) {
      out = styleSequence(style);
      visible = '';
      returned = false;
    }
    out += text;
    visible += text;
  };

  for (const [all, parameters = '', final] of raw.matchAll(TOKEN)) {
    if (final === 'm') {
      style = restyle(style, parameters);
      if (!returned) out += all;
    } else if (all === '\r' || (final === 'G' && /^[01]?$/.test(parameters)) || (final === 'K' && parameters === '2')) {
      returned = true;
    } else if (all === '\b') {
      const last = /.$/su.exec(visible)?.[0] ?? '';
      if (last !== '' && !returned && out.endsWith(last)) {
        out = out.slice(0, -last.length);
        visible = visible.slice(0, -last.length);
      }
    } else if (all.charCodeAt(0) >= 0x20 || all === '\t') {
      if (all !== '\u007f') write(all);
    }
  }
  return { text: visible === '' ? '' : out, after: style };
}
