import Anser from 'anser';

/** A stretch of a line in one style. The colour is one of eight roles, so that it can be read on both grounds. */
export interface AnsiPart {
  readonly text: string;
  readonly colour?: AnsiColour;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly italic?: boolean;
  readonly underline?: boolean;
}

const COLOURS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;
type AnsiColour = (typeof COLOURS)[number];

const ESCAPE = '\u001b';

/** A line cut at its colour changes; escapes that are no colours are dropped. */
export function ansiParts(line: string): readonly AnsiPart[] {
  if (!line.includes(ESCAPE)) return [{ text: line }];
  return Anser.ansiToJson(line, { json: true, use_classes: true, remove_empty: true }).map((entry) => {
    const colour = colourOf(entry.fg, entry.fg_truecolor);
    const has = (name: string) => entry.decorations.some((decoration) => decoration === name);
    return {
      text: entry.content,
      ...(colour === undefined ? {} : { colour }),
      ...(has('bold') ? { bold: true } : {}),
      ...(has('dim') ? { dim: true } : {}),
      ...(has('italic') ? { italic: true } : {}),
      ...(has('underline') ? { underline: true } : {}),
    };
  });
}

/** A line without its escapes. */
export function plainText(line: string): string {
  return line.includes(ESCAPE)
    ? ansiParts(line)
        .map((part) => part.text)
        .join('')
    : line;
}

/** `ansi-bright-red`, `ansi-palette-208` and true colours, each as the nearest of the eight. */
function colourOf(name: string | null, trueColour: string | null): AnsiColour | undefined {
  if (!name) return undefined;
  const plain = /^ansi-(?:bright-)?(black|red|green|yellow|blue|magenta|cyan|white)$/.exec(name)?.[1];
  if (plain !== undefined) return COLOURS.find((colour) => colour === plain);
  const palette = /^ansi-palette-(\d+)$/.exec(name)?.[1];
  if (palette !== undefined) return ofPalette(Number(palette));
  const channels = (trueColour ?? '').split(',').map(Number);
  return channels.length === 3 ? nearest(channels) : undefined;
}

function ofPalette(index: number): AnsiColour {
  if (index < 16) return COLOURS[index % 8] ?? 'white';
  if (index >= 232) return index < 244 ? 'black' : 'white';
  const cube = index - 16;
  return nearest([Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((level) => level * 51));
}

/** By which channels stand out: a grey is black or white. */
function nearest(channels: readonly number[]): AnsiColour {
  const [red = 0, green = 0, blue = 0] = channels;
  const most = Math.max(red, green, blue);
  const least = Math.min(red, green, blue);
  if (most - least < 40) return most < 110 ? 'black' : 'white';
  const middle = least + (most - least) * 0.35;
  const bits = (red > middle ? 1 : 0) + (green > middle ? 2 : 0) + (blue > middle ? 4 : 0);
  return COLOURS[bits] ?? 'white';
}
