/** Tells the person what the testbed does; the first column says who speaks. Standard error, so that output stays data. */
export function say(text: string): void {
  process.stderr.write(`testbed: ${text}\n`);
}

/** Says what is being done, does it and says how long it took when that was more than a second. */
export async function timed<T>(text: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  say(text);
  const result = await work();
  const seconds = (performance.now() - started) / 1000;
  if (seconds > 1) say(`${text}: done in ${seconds.toFixed(1)} s`);
  return result;
}
