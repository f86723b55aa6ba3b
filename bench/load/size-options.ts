/** Options of the command line for how large a made-up build is: by itself a minute at full speed. */
export const SIZE_OPTIONS = {
  vertices: { type: 'string', default: '5000' },
  events: { type: 'string', default: '600000' },
  lines: { type: 'string', default: '1000000' },
  rate: { type: 'string', default: '10000' },
} as const;

/** What they say, as numbers. */
export function sizeOf(values: Readonly<Record<keyof typeof SIZE_OPTIONS, string>>) {
  return {
    vertices: Number(values.vertices),
    events: Number(values.events),
    lines: Number(values.lines),
    rate: Number(values.rate),
  };
}
