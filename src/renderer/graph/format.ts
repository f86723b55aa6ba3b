import { clock, diskSize } from '../app/format.ts';

/** A finished time, µs: `0.3 s`, `9.5 s`, `44 s`, `1:24`, `1:02:03`. */
export function tookText(us: number): string {
  const seconds = Math.max(0, us) / 1e6;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  return clock(us);
}

/** The same in words, for screen readers: `1 minute 24 seconds`. */
export function spokenTime(us: number): string {
  const seconds = Math.max(0, us) / 1e6;
  if (seconds < 10) return `${seconds.toFixed(1)} seconds`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  const rest = whole % 60;
  const parts = [
    minutes > 0 ? `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}` : '',
    rest > 0 || minutes === 0 ? `${rest} ${rest === 1 ? 'second' : 'seconds'}` : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** `52 of 59 MB`: both in the unit of the larger; only the first when the second is not known. */
export function bytesOfText(current: number, total: number): string {
  if (total <= 0) return diskSize(current);
  const unit = unitOf(total);
  return `${scaled(current, unit)} of ${scaled(total, unit)} ${UNITS[unit]}`;
}

function unitOf(bytes: number): number {
  let unit = 0;
  for (let rest = Math.abs(bytes); rest >= 999.5 && unit < UNITS.length - 1; rest /= 1000) unit += 1;
  return unit;
}

function scaled(bytes: number, unit: number): string {
  const value = bytes / 1000 ** unit;
  return unit === 0
    ? String(Math.round(value))
    : value < 100 && value !== Math.round(value)
      ? value.toFixed(1)
      : value.toFixed(0);
}
