import { createInterface } from 'node:readline/promises';

/**
 * Asks for a yes on a terminal; Enter means yes. Without a terminal, or with CI=true, nobody can answer and it goes
 * ahead: the caller says what is done.
 */
export async function askYes(question: string): Promise<boolean> {
  if (process.env.CI === 'true' || !process.stdin.isTTY || !process.stdout.isTTY) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question(`start: ${question} [Y/n] `);
    return /^\s*(y(es)?)?\s*$/i.test(answer);
  } finally {
    terminal.close();
  }
}
