/** RFC 3339 in UTC with whole seconds and no line end: any other form breaks `docker buildx ls`. */
export function encodeActivity(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}

/** Microseconds since 1970; undefined for a text that Go's time.Parse(time.RFC3339) refuses. */
export function decodeActivity(text: string): number | undefined {
  const parts = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)$/.exec(text);
  const millis = parts === null ? Number.NaN : Date.parse(text.replace(',', '.'));
  return Number.isFinite(millis) ? millis * 1000 : undefined;
}
