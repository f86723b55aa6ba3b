const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago, in words; both times µs. `20 s ago`, `14 min ago`, `yesterday`, `6 days ago`. */
export function ago(then: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - then) / 1_000_000));
  if (seconds < 5) return 'just now';
  if (seconds < MINUTE) return `${seconds} s ago`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ago`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h ago`;
  const days = Math.floor(seconds / DAY);
  if (days === 1) return 'yesterday';
  if (days < 60) return `${days} days ago`;
  if (days < 730) return `${Math.floor(days / 30)} months ago`;
  return `${Math.floor(days / 365)} years ago`;
}

/** A running time: `0:46`, `1:24`, `1:02:03`. µs. */
export function clock(duration: number): string {
  const seconds = Math.max(0, Math.floor(duration / 1_000_000));
  const tail = String(seconds % MINUTE).padStart(2, '0');
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)}:${tail}`;
  return `${Math.floor(seconds / HOUR)}:${String(Math.floor(seconds / MINUTE) % MINUTE).padStart(2, '0')}:${tail}`;
}

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

/** Memory without its unit, in GB of 1024³: `6.1`, `8`. */
export function gigabytes(bytes: number): string {
  return trimmed(bytes / GIB);
}

/** Memory as Docker reads it: `8 GB` is 8 × 1024³, `512 MB` is 512 × 1024². */
export function memory(bytes: number): string {
  return bytes < GIB ? `${Math.round(bytes / MIB)} MB` : `${gigabytes(bytes)} GB`;
}

/** Cores' worth of work: `0.2`, `5.6`, `14`. */
export function cores(value: number): string {
  return trimmed(value);
}

/** Disk space as buildx prints it, units of 1000: `12.4 GB`, `31.8 MB`. */
export function diskSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : trimmed(value)} ${units[unit]}`;
}

/** Exact bytes with thin groups, for tooltips: `12 400 318 464 bytes`. */
export function exactBytes(bytes: number): string {
  return `${bytes.toLocaleString('en').replaceAll(',', ' ')} bytes`;
}

/** `1 build`, `2 builds`. */
export function count(number: number, one: string, many: string = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function trimmed(value: number): string {
  return value.toFixed(1).replace(/\.0$/, '');
}
