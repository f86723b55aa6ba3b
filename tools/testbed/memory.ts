import { mkdir, readFile } from 'node:fs/promises';
import { run } from './run.ts';

/** Left to everything else on the machine. */
const RESERVE = 2 * 1024 ** 3;

/** Bytes of memory that are free or can be freed, out of `/proc/meminfo`; 0 when it does not say. */
export function availableMemory(memInfo: string): number {
  return Number(/^MemAvailable:\s+(\d+) kB$/m.exec(memInfo)?.[1] ?? 0) * 1024;
}

/** Whether so many bytes can be held in memory and enough is left for the rest of the machine. */
export async function memoryFor(bytes: number): Promise<boolean> {
  return availableMemory(await readFile('/proc/meminfo', 'utf8')) >= bytes + RESERVE;
}

/** Mounts a file system in memory, at most so large; it is unmounted with everything else below its testbed's folder. */
export async function mountMemory(folder: string, bytes: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  await run('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=0711`, 'slipway-testbed', folder]);
}
