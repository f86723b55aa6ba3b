import type { DialTarget } from '../../src/main/buildkit/index.ts';
import type { EngineAddress } from '../../src/main/engine/index.ts';
import type { StatusEvent } from '../../src/shared/build/status-event.ts';

/** What is built, and what becomes of it. */
export interface BenchBuild {
  /** Holds a Dockerfile. */
  readonly context: string;
  /** The name under which the image is loaded into the Engine; without it, nothing comes out but cache. */
  readonly load?: string;
}

/** What a build showed of itself. */
export interface BuildTaken {
  /** BuildKit's progress, and the client's own vertices. */
  readonly events: readonly StatusEvent[];
  /** Processor time of the client's processes from their start to their end, in seconds, user and system. */
  readonly cpu: number;
}

/** One of the two that are compared. */
export type BuildSide = (build: BenchBuild) => Promise<BuildTaken>;

/** What Slipway's side is told, as JSON. */
export interface ClientTask {
  readonly target: DialTarget;
  readonly engine: EngineAddress;
  readonly driver: 'docker' | 'docker-container';
  readonly sharedKey: string;
  readonly build: BenchBuild;
}
