/** Speaks BuildKit. Knows no buildx, no builder and no screen. */

export type { Capabilities, CapabilityFacts, Feature, Version } from './capabilities.ts';
export { capabilitiesOf } from './capabilities.ts';
export type { CallOptions, ControlClient, HistoryOptions, StreamOptions } from './control/control-client.ts';
export type { Blob, BuildResult, HistoryEvent, HistoryRecord, HistoryUpdate } from './control/history-types.ts';
export { openControl } from './control/open-control.ts';
export type { ErrorSource, RpcStatus } from './control/rpc-error.ts';
export { RpcError } from './control/rpc-error.ts';
export { decodeStatus } from './control/rpc-status.ts';
export type { CacheSpec, ExporterSpec, SolveRequest, SolveResult } from './control/solve-types.ts';
export type {
  BuildkitVersion,
  CacheRecord,
  CacheRecordType,
  CdiDevice,
  GcPolicy,
  Platform,
  PruneRequest,
  Worker,
} from './control/worker-types.ts';
export type { DialedStream } from './dial/dial.ts';
export type { DialTarget, DialTls } from './dial/target.ts';
export { newBuildId } from './ids.ts';
export { checkIgnoreFile } from './session/ignore-file.ts';
export { indexLayout } from './session/layout/layout-index.ts';
export { startSession } from './session/start-session.ts';
export { startWorker } from './session/start-worker.ts';
export type { BuildSession, RegistryCredentials, SessionExport, SessionOptions } from './session/types.ts';
