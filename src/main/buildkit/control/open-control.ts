import type { DialTarget } from '../dial/target.ts';
import type { ControlClient } from './control-client.ts';

/** A client of the BuildKit at `target`. Does not connect before the first call. */
export function openControl(_target: DialTarget): ControlClient {
  throw new Error('openControl is being written.');
}
