/** Speaks to Docker Engines: where they are, why one does not answer, and everything that is asked of one. */
export { type EngineAddress, type EngineTls, hostUrlOf } from './address.ts';
export { type DockerConfig, dockerConfigDir, readDockerConfig } from './config-file.ts';
export { listContexts, reachOf } from './contexts.ts';
export { type Credentials, openCredentials } from './credentials.ts';
export { demuxDuplex, type OutputChunk } from './demux.ts';
export { connectEngine } from './engine.ts';
export {
  type DockerEnvironment,
  environmentOf,
  proxyVariablesOf,
  type VariableOrigin,
  variable,
} from './environment.ts';
export { withGoKeys } from './go-json.ts';
export { withLoginShell } from './login-shell.ts';
export { probeEngine } from './probe.ts';
export type { RegistryAuth } from './registry-auth.ts';
export { type OpenStreamOptions, openEngineStream } from './stream.ts';
export type * from './types-containers.ts';
export type * from './types-contexts.ts';
export type * from './types-engine.ts';
export type * from './types-probe.ts';
