import type {
  SourceRange,
  StatusEvent,
  VertexLog,
  VertexProgress,
  VertexState,
  VertexWarning,
} from '../../../shared/build/status-event.ts';
import type * as wire from '../gen/control_pb.js';
import type { Range } from '../gen/ops_pb.js';
import { microsecondsOf } from './time.ts';

/** A message of the Status stream, or a frame of a record's log blob, as plain data. */
export function mapStatusResponse(response: wire.StatusResponse): StatusEvent {
  return {
    // A vertex without a digest is none: an empty key stands for the whole build elsewhere.
    vertexes: response.vertexes.filter(({ digest }) => digest !== '').map(mapVertex),
    statuses: response.statuses.map(mapProgress),
    logs: response.logs.map(mapLog),
    warnings: response.warnings.map(mapWarning),
  };
}

function mapVertex(vertex: wire.Vertex): VertexState {
  const { progressGroup } = vertex;
  return {
    digest: vertex.digest,
    inputs: vertex.inputs,
    name: vertex.name,
    cached: vertex.cached,
    ...times(vertex),
    ...(vertex.error === '' ? {} : { error: vertex.error }),
    ...(progressGroup ? { group: { id: progressGroup.id, name: progressGroup.name, weak: progressGroup.weak } } : {}),
  };
}

function mapProgress(status: wire.VertexStatus): VertexProgress {
  return {
    vertex: status.vertex,
    id: status.id,
    name: status.name,
    current: Number(status.current),
    total: Number(status.total),
    ...(status.timestamp ? { timestamp: microsecondsOf(status.timestamp) } : {}),
    ...times(status),
  };
}

function mapLog(log: wire.VertexLog): VertexLog {
  return {
    vertex: log.vertex,
    stream: log.stream === 2n ? 2 : 1,
    time: log.timestamp ? microsecondsOf(log.timestamp) : 0,
    // A copy: decoded bytes are a view of the whole message, which would live as long as one line of it.
    bytes: log.msg.slice(),
  };
}

function mapWarning(warning: wire.VertexWarning): VertexWarning {
  return {
    vertex: warning.vertex,
    level: Number(warning.level),
    short: utf8(warning.short),
    detail: warning.detail.map(utf8),
    ...(warning.url === '' ? {} : { url: warning.url }),
    ...(warning.info ? { file: warning.info.filename } : {}),
    ranges: warning.ranges.map(mapRange),
  };
}

function mapRange({ start, end }: Range): SourceRange {
  return {
    startLine: start?.line ?? 0,
    startCharacter: start?.character ?? 0,
    endLine: end?.line ?? 0,
    endCharacter: end?.character ?? 0,
  };
}

function times(of: Pick<wire.Vertex, 'started' | 'completed'>): { started?: number; completed?: number } {
  return {
    ...(of.started ? { started: microsecondsOf(of.started) } : {}),
    ...(of.completed ? { completed: microsecondsOf(of.completed) } : {}),
  };
}

function utf8(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
