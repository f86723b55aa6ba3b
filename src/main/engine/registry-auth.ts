/** An Engine's `X-Registry-Auth` (moby/moby api/types/registry AuthConfig). Secret: never log it. */
export interface RegistryAuth {
  readonly username?: string;
  readonly password?: string;
  readonly auth?: string;
  readonly serveraddress?: string;
  readonly identitytoken?: string;
  readonly registrytoken?: string;
}
