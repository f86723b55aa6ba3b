import { add, type Count, closingLine, nothing, oneCheck } from './count.ts';

/** What the stages of a run counted, printed as they end and once more in the end. */
export interface Tally {
  /** Runs a stage and says what it counted; an error counts as a failure. Left out once the run was stopped, but for `always`. */
  stage(name: string, work: () => Promise<Count>, always?: boolean): Promise<Count>;
  /** Leaves out the stages that are yet to come. */
  stop(): void;
  readonly stopped: boolean;
  /** Names every skip and failure and prints the closing line; answers the exit code. */
  report(): number;
}

export function openTally(): Tally {
  const started = performance.now();
  const counts = new Map<string, Count>();
  let stopped = false;
  return {
    get stopped() {
      return stopped;
    },
    stop() {
      stopped = true;
    },
    async stage(name, work, always = false) {
      if (stopped && !always) return nothing;
      const from = performance.now();
      console.log(`\n== ${name} ==`);
      const count = await work().catch((error: unknown) => oneCheck(`${name}: ${String(error)}`, false));
      counts.set(name, add([counts.get(name) ?? nothing, count]));
      console.log(`${name}: ${closingLine(count)} (${((performance.now() - from) / 1000).toFixed(1)} s)`);
      return count;
    },
    report() {
      const all = add([...counts.values()]);
      const minutes = (performance.now() - started) / 60_000;
      console.log(`\n== all, in ${minutes.toFixed(1)} minutes ==`);
      for (const [name, count] of counts) console.log(`${name}: ${closingLine(count)}`);
      for (const { name, reason } of all.skips) console.log(`skipped: ${name}: ${reason}`);
      for (const failure of all.failures) console.log(`failed: ${failure}`);
      console.log(`\n${closingLine(all)}`);
      return stopped || all.failures.length > 0 ? 1 : 0;
    },
  };
}
