const BINARY = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Memory as Docker reads it: units of 1024. `6.1 GB`, `512 MB`, `24 GB`. */
export function formatMemory(bytes: number): string {
  return withUnit(bytes, 1024, (value) => (value < 100 ? round(value, 1) : round(value, 0)));
}

/** A limit, with the quarters that a slider can set: `1.25 GB`, `8 GB`, `512 MB`. */
export function formatLimit(bytes: number): string {
  return withUnit(bytes, 1024, (value) => round(value, 2));
}

/** Disk as buildx prints it: units of 1000. `12.4 GB`, `860 kB`, `312 B`. */
export function formatDisk(bytes: number): string {
  return withUnit(bytes, 1000, (value) => (value < 100 ? round(value, 1) : round(value, 0)));
}

const IEC = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** BuildKit's cleaning rules as `docker buildx inspect` prints them, in four digits: `488.3 MiB`, `5 GiB`. */
export function formatIec(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (unit < IEC.length - 1 && value >= 1024) {
    value /= 1024;
    unit += 1;
  }
  return `${Number(value.toPrecision(4))} ${IEC[unit]}`;
}

/** The whole number, for a tooltip: `12,400,000 bytes`. */
export function formatExactBytes(bytes: number): string {
  return `${groupDigits(bytes)} ${bytes === 1 ? 'byte' : 'bytes'}`;
}

/** Progress of a transfer on disk units, the unit said once: `52 of 59 MB`. Without a total: `52 MB`. */
export function formatTransfer(current: number, total: number): string {
  if (total <= 0) return formatDisk(current);
  const whole = formatDisk(Math.max(current, total));
  const unit = whole.slice(whole.lastIndexOf(' ') + 1);
  const scale = 1000 ** BINARY.indexOf(unit as (typeof BINARY)[number]);
  const digits = Math.max(current, total) / scale < 10 ? 1 : 0;
  return `${round(current / scale, digits)} of ${round(Math.max(current, total) / scale, digits)} ${unit}`;
}

/** `1,234,567`: digits in threes, for counts and exact sizes. */
export function groupDigits(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

function withUnit(bytes: number, step: number, shorten: (value: number) => number): string {
  let value = Math.abs(bytes);
  let unit = 0;
  // Compare what will be printed, so that 999.96 becomes 1 of the next unit and not 1000.
  while (unit < BINARY.length - 1 && shorten(value) >= step) {
    value /= step;
    unit += 1;
  }
  const shown = unit === 0 ? Math.round(value) : shorten(value);
  return `${bytes < 0 ? '-' : ''}${shown} ${BINARY[unit]}`;
}

function round(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}
