import type { CheckFacts } from '../options/index.ts';

/** A builder as far as actions care. `BuilderItem` of the contract fits. */
export interface BuilderFacts {
  readonly name: string;
  readonly driver: string;
  readonly implicit: boolean;
  readonly nodes: readonly {
    readonly name: string;
    readonly endpoint: string;
    readonly stateVolume?: string;
    /** What its worker builds for, emulated ones too; empty where it has not been asked. */
    readonly platforms?: readonly { readonly name: string; readonly native: boolean }[];
    /** As `docker buildx inspect --debug` names them; empty where it has not been asked. */
    readonly features?: Readonly<Record<string, boolean>>;
  }[];
}

/** A folder that was looked at. `Project` of the contract fits. */
export interface ProjectFacts {
  readonly stages: readonly { readonly name: string; readonly index: number }[];
  readonly args: readonly { readonly name: string; readonly defaultValue?: string }[];
  readonly policyFile?: string;
}

/** What the environment says to build for where nothing is chosen. */
export interface DefaultPlatform {
  readonly value: string;
  /** In their one form; absent where the value is no platform. */
  readonly platforms?: readonly string[];
  /** The environment that Slipway was started in, or the login shell, which a terminal has too. */
  readonly from: 'process' | 'login-shell';
}

/** What is known of the world where an action is to happen. What is absent is neither checked nor said. */
export interface ActionFacts {
  readonly contexts?: readonly string[];
  /** Docker context that the CLI would use now. */
  readonly currentContext?: string;
  readonly builders?: readonly BuilderFacts[];
  /** The Engine that the builder is for, or that the image is loaded into. */
  readonly engine?: CheckFacts;
  /** Names of that Engine's networks. */
  readonly networks?: readonly string[];
  readonly project?: ProjectFacts;
  readonly defaultPlatform?: DefaultPlatform;
  /** Folder separator of this computer. */
  readonly separator?: '/' | '\\';
}

/** Something to tell at a field of the form before the action is run. */
export interface ActionIssue {
  /** Path of the field: `name`, `options.memory`, `tags.0`. */
  readonly field: string;
  /** `error`: it cannot be run so. `warning`: it can, but not as one might think. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly remedy?: string;
  /** What the CLI, BuildKit or the Engine says to it. */
  readonly original?: string;
}

/** The builder of that name; names differ by more than their case. */
export function builderNamed(facts: ActionFacts, name: string): BuilderFacts | undefined {
  return facts.builders?.find((builder) => builder.name.toLowerCase() === name.toLowerCase());
}
