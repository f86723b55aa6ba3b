/** The store on disk that Slipway shares with the buildx CLI. */
import type { DockerEnvironment } from '../engine/index.ts';
import type { BuilderStore, StoredInstance } from './types.ts';

export type * from './types.ts';

/** `$BUILDX_CONFIG`, else `buildx` in the docker config folder. */
export declare function storeDirOf(environment: DockerEnvironment): string;
/** Opens the store; the folder is made by the first write, not before. */
export declare function openStore(options: {
  readonly dir: string;
  readonly environment: DockerEnvironment;
}): BuilderStore;
/** The lower-case form. @throws SlipwayError `invalid-input` with the CLI's rule */
export declare function validateName(name: string): string;
/** `<builder><n>`, the smallest n that no node of the builder uses. */
export declare function nextNodeName(builder: string, used: readonly string[]): string;
/** `adjective_surname` that `taken` does not hold. */
export declare function suggestName(taken: (name: string) => boolean, random?: () => number): string;
/** The flags to store: the given ones and, by buildx's rule, the network.host entitlement. */
export declare function withDefaultEntitlement(given: {
  readonly driver: string;
  readonly flags: readonly string[];
  readonly driverOpts: Readonly<Record<string, string>>;
  /** `insecure-entitlements` of the given buildkitd.toml. */
  readonly tomlEntitlements?: readonly string[];
}): readonly string[];
/** The bytes of an instance file. */
export declare function encodeInstance(instance: StoredInstance): string;
