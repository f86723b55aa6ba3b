import type { Failure } from '../../shared/contract/failure.ts';
import type { EngineInfo } from './types-engine.ts';

/** Whether an Engine answers, and why not. `tried` is the endpoint as a docker host URL. */
export type ProbeResult =
  | { readonly kind: 'answers'; readonly tried: string; readonly info: EngineInfo; readonly millis: number }
  | { readonly kind: 'fails'; readonly tried: string; readonly failure: Failure };
