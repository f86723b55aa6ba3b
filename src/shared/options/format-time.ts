const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long something took, from microseconds: `9.5 s`, `44 s`, `1:24`, `1:02:03`. */
export function formatDuration(microseconds: number): string {
  const total = Math.max(0, microseconds);
  const tenths = Math.round(total / (SECOND / 10));
  if (tenths < 100) return `${(tenths / 10).toFixed(1)} s`;
  const seconds = Math.round(total / SECOND);
  return seconds < 60 ? `${seconds} s` : clock(seconds);
}

/** How long something has been running, from microseconds: `0:38`, `1:24`, `1:02:03`. Counts full seconds. */
export function formatRunning(microseconds: number): string {
  return clock(Math.floor(Math.max(0, microseconds) / SECOND));
}

/** How long ago, from microseconds: `just now`, `12 s ago`, `5 min ago`, `3 hours ago`, `2 days ago`, `4 months ago`. */
export function formatAge(microseconds: number): string {
  if (microseconds < 2 * SECOND) return 'just now';
  if (microseconds < MINUTE) return `${Math.floor(microseconds / SECOND)} s ago`;
  if (microseconds < HOUR) return `${Math.floor(microseconds / MINUTE)} min ago`;
  if (microseconds < DAY) return some(Math.floor(microseconds / HOUR), 'hour');
  const days = Math.floor(microseconds / DAY);
  if (days < 14) return some(days, 'day');
  if (days < 60) return some(Math.floor(days / 7), 'week');
  if (days < 730) return some(Math.floor(days / 30), 'month');
  return some(Math.floor(days / 365), 'year');
}

function some(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
}

function clock(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}
