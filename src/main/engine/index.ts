/** Speaks to Docker Engines: where they are, why one does not answer, and everything that is asked of one. */
import type { EngineAddress } from './address.ts';
import type { DockerEnvironment } from './environment.ts';
import type { RegistryAuth } from './registry-auth.ts';
import type { ContextList, Reach } from './types-contexts.ts';
import type { Engine } from './types-engine.ts';
import type { ProbeResult } from './types-probe.ts';

export { type EngineAddress, type EngineTls, hostUrlOf } from './address.ts';
export { createFrameSplitter, demuxDuplex, type OutputChunk, outputChunks } from './demux.ts';
export { type DockerEnvironment, environmentOf, type VariableOrigin, variable } from './environment.ts';
export type { RegistryAuth } from './registry-auth.ts';
export { type OpenStreamOptions, openEngineStream } from './stream.ts';
export type * from './types-containers.ts';
export type * from './types-contexts.ts';
export type * from './types-engine.ts';
export type * from './types-probe.ts';

/** Fills PATH, DOCKER_*, BUILDX_* and SSH_AUTH_SOCK from the login shell; only for a start without a terminal. */
export declare function withLoginShell(
  environment: DockerEnvironment,
  options?: { readonly signal?: AbortSignal; readonly timeoutMs?: number },
): Promise<DockerEnvironment>;
/** The docker config folder: `$DOCKER_CONFIG` or `~/.docker`. */
export declare function dockerConfigDir(environment: DockerEnvironment): string;
/** All contexts as the CLI lists them, and which one is current. */
export declare function listContexts(environment: DockerEnvironment): Promise<ContextList>;
/** How to reach what a node's Endpoint names: a context, or a host URL. */
export declare function reachOf(environment: DockerEnvironment, endpoint: string): Promise<Reach>;
/** One Engine; nothing is sent yet. */
export declare function connectEngine(address: EngineAddress, environment: DockerEnvironment): Engine;
/** Asks the Engine who it is, and explains a failure in plain words. Never rejects. */
export declare function probeEngine(
  engine: Engine,
  environment: DockerEnvironment,
  options?: { readonly signal?: AbortSignal; readonly timeoutMs?: number },
): Promise<ProbeResult>;
/** The saved login for a registry, from config.json and its helper programs. */
export declare function openCredentials(environment: DockerEnvironment): {
  /** For a pull of this image reference. */
  registryAuth(reference: string, options?: { readonly signal?: AbortSignal }): Promise<RegistryAuth | undefined>;
  /** For a host as BuildKit's session asks it (`registry-1.docker.io` is the Hub). Both empty: anonymous. */
  credentialsFor(
    host: string,
    options?: { readonly signal?: AbortSignal },
  ): Promise<{ readonly username: string; readonly secret: string }>;
};
