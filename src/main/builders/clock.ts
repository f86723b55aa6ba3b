/** Microseconds since 1970 by this machine's clock. */
export function microsNow(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000);
}
