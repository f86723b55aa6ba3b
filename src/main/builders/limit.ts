/** Runs at most `most` tasks at a time; the others wait in order. */
export function createLimit(most: number): <T>(task: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await task();
    } finally {
      // The slot is handed on, so that a newcomer cannot overtake who waits.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
