/** One output of a build: exporter type (`moby`, `docker`, `image`, `local`, …) and its attributes, all strings. */
export interface ExporterSpec {
  readonly type: string;
  readonly attrs: Readonly<Record<string, string>>;
}

/** One cache to import from or export to. */
export interface CacheSpec {
  readonly type: string;
  readonly attrs: Readonly<Record<string, string>>;
}

/** A build as BuildKit takes it. Everything that decides what is built is in `frontendAttrs`. */
export interface SolveRequest {
  /** Chosen by the client, unique on the daemon: `newBuildId()`. */
  readonly ref: string;
  /** `BuildSession.id`; absent where nothing local is needed. */
  readonly session?: string;
  /** `dockerfile.v0`; empty for a gateway client. */
  readonly frontend: string;
  readonly frontendAttrs: Readonly<Record<string, string>>;
  /** Their order gives the exporter index that a session's exports name. */
  readonly exporters?: readonly ExporterSpec[];
  readonly cacheExports?: readonly CacheSpec[];
  /** With a frontend only its attribute `cache-imports` takes effect; this is sent as well, as the CLI does. */
  readonly cacheImports?: readonly CacheSpec[];
  readonly entitlements?: readonly string[];
  /** True leaves no history record. */
  readonly internal?: boolean;
}

/** `exporterResponse`: `containerimage.digest`, `containerimage.config.digest`, `containerimage.descriptor`, `image.name`, … */
export interface SolveResult {
  readonly exporterResponse: Readonly<Record<string, string>>;
}
