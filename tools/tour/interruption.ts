const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Rejects when the tour is told to end, so that it cleans up first. Call it after the app was started: Playwright's own
 * listeners would end the process at once.
 */
export function interruption(): Promise<never> {
  return new Promise((_, reject) => {
    for (const signal of signals) {
      process.removeAllListeners(signal);
      process.on(signal, () => reject(new Error(`it was told to end by ${signal}`)));
    }
  });
}
