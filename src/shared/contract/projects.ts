import type { DefaultPlatform } from '../actions/index.ts';
import type { Failure } from './failure.ts';

export interface AppFacts {
  readonly version: string;
  readonly platform: 'linux' | 'darwin' | 'win32';
  /** Folder separator of this computer. */
  readonly separator: '/' | '\\';
  readonly home: string;
  readonly electron: string;
  /** Where the builder store and docker's configuration are. */
  readonly buildxDir: string;
  readonly dockerDir: string;
  /** What is built where no platform is chosen; absent leaves it to the builder. */
  readonly defaultPlatform?: DefaultPlatform;
  /** Why the app's own folder is not used, and what is in its place. */
  readonly dataTrouble?: Failure;
}

export interface PathCompletion {
  /** The folder whose entries are listed. */
  readonly folder: string;
  readonly entries: readonly { readonly path: string; readonly name: string; readonly isFolder: boolean }[];
  /** True when there were more than are listed. */
  readonly more: boolean;
}

/** A folder looked at for building: problems are at the field that they belong to. */
export interface Project {
  readonly context: string;
  /** Absolute path of the Dockerfile that would be used. */
  readonly dockerfile: string;
  readonly dockerfiles: readonly string[];
  readonly stages: readonly ProjectStage[];
  readonly args: readonly { readonly name: string; readonly defaultValue?: string }[];
  /** `.dockerignore` that BuildKit would use, absolute. */
  readonly ignoreFile?: string;
  /** `<Dockerfile>.rego` beside it: the CLI would evaluate it, so Slipway stops. */
  readonly policyFile?: string;
  readonly suggestedTag: string;
  readonly failure?: Failure;
}

export interface ProjectStage {
  readonly name: string;
  readonly index: number;
  /** 1-based line of its FROM. */
  readonly line: number;
  readonly base: string;
}

/** A file that the builder was given at creation. Private keys are not shown: `text` is absent for them. */
export interface NodeFile {
  readonly path: string;
  readonly text?: string;
  readonly size: number;
  readonly hidden?: 'private-key' | 'binary';
}
