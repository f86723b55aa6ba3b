/** RFC 3339 in UTC with whole seconds and no line end: any other form breaks `docker buildx ls`. */
export function encodeActivity(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}

/** Microseconds since 1970, as a safe integer: later than 2255 is told as that. Undefined for a text that Go's time.Parse(time.RFC3339) refuses. */
export function decodeActivity(text: string): number | undefined {
  const parts = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)$/.exec(text);
  const millis = parts === null ? Number.NaN : Date.parse(text.replace(',', '.'));
  if (!Number.isFinite(millis)) return undefined;
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Math.floor(millis * 1000)));
}
