import type { BootReport } from '../builders/index.ts';
import type { Operation } from './operation.ts';

/** Shows a node's boot in the steps of an operation. `before` is awaited when a step is about to begin. */
export function bootReporter(
  operation: Operation,
  prefix: string,
  before: (step: string) => Promise<void> = async () => {},
): BootReport {
  return async (event) => {
    if (event.kind === 'note') operation.note(prefix + event.step, event.note);
    else if (event.kind === 'progress') operation.progress(prefix + event.step, event.current, event.total);
    else if (event.kind === 'step') {
      operation.step(prefix + event.step, event.status, event.note);
      if (event.status === 'running') await before(event.step);
    }
  };
}
