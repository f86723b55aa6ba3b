import type { StatusEvent, VertexLog, VertexProgress, VertexState, VertexWarning } from './status-event.ts';

/** One message as `docker buildx build --progress=rawjson` prints it (moby/buildkit, client/graph.go, as JSON). */
interface RawStatus {
  readonly vertexes?: readonly RawVertex[] | null;
  readonly statuses?: readonly RawProgress[] | null;
  readonly logs?: readonly RawLog[] | null;
  readonly warnings?: readonly RawWarning[] | null;
}
interface RawVertex {
  readonly digest?: string;
  readonly inputs?: readonly string[] | null;
  readonly name?: string;
  readonly cached?: boolean;
  readonly started?: string;
  readonly completed?: string;
  readonly error?: string;
  readonly progressGroup?: { readonly id?: string; readonly name?: string; readonly weak?: boolean };
}
interface RawProgress {
  readonly id: string;
  readonly vertex?: string;
  readonly name?: string;
  readonly total?: number;
  readonly current?: number;
  readonly timestamp?: string;
  readonly started?: string;
  readonly completed?: string;
}
interface RawLog {
  readonly vertex?: string;
  readonly stream?: number;
  readonly data?: string;
  readonly timestamp?: string;
}
interface RawWarning {
  readonly vertex?: string;
  readonly level?: number;
  readonly short?: string;
  readonly detail?: readonly string[] | null;
  readonly url?: string;
  readonly sourceInfo?: { readonly filename?: string };
  readonly range?: readonly RawRange[] | null;
}
interface RawRange {
  readonly start: { readonly line?: number; readonly character?: number };
  readonly end: { readonly line?: number; readonly character?: number };
}

/** Reads one line of a rawjson stream. Undefined for a line that is none, such as the error text that ends the stream. */
export function readRawJson(line: string): StatusEvent | undefined {
  if (!line.startsWith('{')) return undefined;
  let raw: RawStatus;
  try {
    raw = JSON.parse(line) as RawStatus;
  } catch {
    return undefined;
  }
  return {
    vertexes: (raw.vertexes ?? []).map(stateOf),
    statuses: (raw.statuses ?? []).map(progressOf),
    logs: (raw.logs ?? []).map(logOf),
    warnings: (raw.warnings ?? []).map(warningOf),
  };
}

function stateOf(raw: RawVertex): VertexState {
  const group = raw.progressGroup;
  return {
    digest: raw.digest ?? '',
    inputs: raw.inputs ?? [],
    name: raw.name ?? '',
    cached: raw.cached ?? false,
    ...timesOf(raw),
    ...(raw.error !== undefined && { error: raw.error }),
    ...(group !== undefined && { group: { id: group.id ?? '', name: group.name ?? '', weak: group.weak ?? false } }),
  };
}

function progressOf(raw: RawProgress): VertexProgress {
  return {
    vertex: raw.vertex ?? '',
    id: raw.id,
    name: raw.name ?? '',
    current: raw.current ?? 0,
    total: raw.total ?? 0,
    ...(raw.timestamp !== undefined && { timestamp: microseconds(raw.timestamp) }),
    ...timesOf(raw),
  };
}

function logOf(raw: RawLog): VertexLog {
  return {
    vertex: raw.vertex ?? '',
    stream: raw.stream === 2 ? 2 : 1,
    time: raw.timestamp === undefined ? 0 : microseconds(raw.timestamp),
    bytes: fromBase64(raw.data ?? ''),
  };
}

function warningOf(raw: RawWarning): VertexWarning {
  const file = raw.sourceInfo?.filename;
  return {
    vertex: raw.vertex ?? '',
    level: raw.level ?? 0,
    short: textOf(raw.short ?? ''),
    detail: (raw.detail ?? []).map(textOf),
    ...(raw.url !== undefined && { url: raw.url }),
    ...(file !== undefined && { file }),
    ranges: (raw.range ?? []).map(({ start, end }) => ({
      startLine: start.line ?? 0,
      startCharacter: start.character ?? 0,
      endLine: end.line ?? 0,
      endCharacter: end.character ?? 0,
    })),
  };
}

function timesOf(raw: { readonly started?: string; readonly completed?: string }): {
  readonly started?: number;
  readonly completed?: number;
} {
  return {
    ...(raw.started !== undefined && { started: microseconds(raw.started) }),
    ...(raw.completed !== undefined && { completed: microseconds(raw.completed) }),
  };
}

/** Microseconds since 1970 of an RFC 3339 time with up to nine digits of a second. */
function microseconds(time: string): number {
  const [, seconds = time, digits = '', zone = 'Z'] = /^([^.]+?)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(time) ?? [];
  return Date.parse(seconds + zone) * 1000 + Number(digits.padEnd(6, '0').slice(0, 6));
}

/** Go writes bytes as base64. */
function textOf(base64: string): string {
  const hex = Array.from(fromBase64(base64), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  try {
    return decodeURIComponent(hex);
  } catch {
    return base64;
  }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function fromBase64(text: string): Uint8Array {
  const digits = text.replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let place = 0;
  for (const digit of digits) {
    held = ((held << 6) | ALPHABET.indexOf(digit)) & 0xfff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[place] = (held >> bits) & 0xff;
      place += 1;
    }
  }
  return bytes;
}
