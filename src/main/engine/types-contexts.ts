import type { Failure } from '../../shared/contract/failure.ts';
import type { EngineAddress } from './address.ts';

/** A docker context, stored or the virtual `default`. */
export interface DockerContext {
  readonly name: string;
  readonly description: string;
  /** True for `default`, which is made of DOCKER_HOST and the TLS variables. */
  readonly virtual: boolean;
  /** As written: `unix:///var/run/docker.sock`, `ssh://me@host`. Empty for a context without a docker endpoint. */
  readonly host: string;
  /**
   * What buildx calls it: key of `current` and Endpoint of a new node. The name; for `default` the host URL.
   */
  readonly endpoint: string;
  /** How to reach it, or why that cannot be told (broken file, unreadable key, unknown scheme). */
  readonly reach: Reach;
  /** TLS comes from DOCKER_CERT_PATH: buildx refuses to make a builder on it. */
  readonly tlsFromEnvironment: boolean;
}

export type Reach =
  | { readonly kind: 'address'; readonly address: EngineAddress }
  | { readonly kind: 'broken'; readonly failure: Failure };

export interface ContextList {
  /** `default` first, then by name. */
  readonly contexts: readonly DockerContext[];
  readonly current: CurrentContext;
  /** Files of the context store or config.json that cannot be read. Nothing is changed in them. */
  readonly problems: readonly ContextProblem[];
}

export interface CurrentContext {
  readonly name: string;
  /** Why it is the current one. */
  readonly because: 'DOCKER_HOST' | 'DOCKER_CONTEXT' | 'config' | 'default';
  /** Set when it names a context that does not exist; most docker commands fail then. */
  readonly failure?: Failure;
}

export interface ContextProblem {
  readonly path: string;
  readonly failure: Failure;
}
