import type { BuildPage } from '../../e2e/pages/build-page.ts';
import { say } from './say.ts';

const WORDS: Readonly<Record<string, string>> = {
  running: 'running',
  cached: 'from cache',
  done: 'done',
  failed: 'failed',
  cancelled: 'never ran',
};

/** Prints what the graph shows as it fills, a line each time that a step changes. Answers the steps as they were last seen. */
export async function watchGraph(build: BuildPage): Promise<Readonly<Record<string, string>>> {
  const seen: Record<string, string> = {};
  for await (const steps of build.changes()) {
    for (const { name, status } of steps) {
      if (seen[name] === status) continue;
      seen[name] = status;
      const word = WORDS[status];
      if (word !== undefined) say(`${word.padEnd(10)} ${name}`);
    }
  }
  return seen;
}
