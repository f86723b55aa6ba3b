import { fromBinary } from '@bufbuild/protobuf';
import type { SourceRange } from '../../../shared/build/status-event.ts';
import { type Status, StatusSchema } from '../gen/status_pb.js';
import type { ErrorSource, RpcStatus } from './rpc-error.ts';

/** Names of BuildKit's details that are read; each value is JSON in an Any (moby/buildkit util/grpcerrors, solver/errdefs). */
const VERTEX = 'github.com/moby/buildkit/errdefs.Vertex+json';
const SOURCE = 'github.com/moby/buildkit/errdefs.Source+json';
const EXIT = 'github.com/moby/buildkit/gatewayapi.ExitMessage+json';
const STACK = 'github.com/moby/buildkit/stack.Stack+json';

/** The bytes of `grpc-status-details-bin` or of a record's external error. Undefined if they are no status. */
export function decodeStatus(bytes: Uint8Array): RpcStatus | undefined {
  try {
    return mapStatus(fromBinary(StatusSchema, bytes));
  } catch {
    return undefined;
  }
}

/** Details that cannot be read are left out: an error must never hide behind another one. */
export function mapStatus(status: Status): RpcStatus {
  const sources: ErrorSource[] = [];
  const kinds: string[] = [];
  let vertex: string | undefined;
  let exitCode: number | undefined;
  for (const { typeUrl, value } of status.details) {
    const name = typeUrl.replace(/^type\.googleapis\.com\//, '');
    if (name === STACK) continue;
    const json = parseJson(value);
    if (name === SOURCE && json) sources.push(sourceOf(json));
    else if (name === VERTEX && json) vertex ??= text(json.digest);
    else if (name === EXIT && json) exitCode ??= number(json.Code);
    else kinds.push(name);
  }
  return {
    code: status.code,
    message: status.message,
    sources,
    ...(vertex ? { vertex } : {}),
    ...(exitCode === undefined ? {} : { exitCode }),
    kinds,
  };
}

type Json = Readonly<Record<string, unknown>>;

function parseJson(bytes: Uint8Array): Json | undefined {
  try {
    return object(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    return undefined;
  }
}

/** Zero values are left out of the JSON. */
function sourceOf(json: Json): ErrorSource {
  const info = object(json.info) ?? {};
  return {
    filename: text(info.filename),
    language: text(info.language),
    text: Buffer.from(text(info.data), 'base64').toString('utf8'),
    ranges: list(json.ranges).map(rangeOf),
  };
}

function rangeOf(value: unknown): SourceRange {
  const range = object(value) ?? {};
  const start = object(range.start) ?? {};
  const end = object(range.end) ?? {};
  return {
    startLine: number(start.line),
    startCharacter: number(start.character),
    endLine: number(end.line),
    endCharacter: number(end.character),
  };
}

function object(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Lines, characters and exit codes. */
function number(value: unknown): number {
  return Number.isSafeInteger(value) ? (value as number) : 0;
}
