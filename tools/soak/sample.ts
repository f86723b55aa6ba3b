import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Testbed } from '../testbed/testbed.ts';
import type { Tolerance } from './slope.ts';

const MIB = 2 ** 20;

/** What is measured after each cycle, how it is told, and how much of it may come together over a run. */
export const MEASURES = {
  rss: { title: 'memory of the process', unit: 'MiB', tolerance: { absolute: 24 * MIB, share: 0.1 } },
  heap: {
    title: "heap of main's thread after a collection",
    unit: 'MiB',
    tolerance: { absolute: 2 * MIB, share: 0.05 },
  },
  external: { title: 'buffers outside of the heap', unit: 'MiB', tolerance: { absolute: 2 * MIB, share: 0.1 } },
  resources: { title: 'what keeps the process awake', unit: '', tolerance: { absolute: 2, share: 0.1 } },
  threads: { title: 'threads', unit: '', tolerance: { absolute: 1, share: 0.05 } },
  files: { title: 'open files', unit: '', tolerance: { absolute: 3, share: 0.05 } },
  children: { title: 'processes started by it', unit: '', tolerance: { absolute: 0.5, share: 0 } },
  inside: { title: "processes in the builders' containers", unit: '', tolerance: { absolute: 1, share: 0.1 } },
  containers: { title: 'containers', unit: '', tolerance: { absolute: 0.5, share: 0 } },
  volumes: { title: 'volumes', unit: '', tolerance: { absolute: 0.5, share: 0 } },
  networks: { title: 'networks', unit: '', tolerance: { absolute: 0.5, share: 0 } },
  temporary: { title: 'temporary files and spools', unit: '', tolerance: { absolute: 1, share: 0 } },
} as const satisfies Record<string, { title: string; unit: string; tolerance: Tolerance }>;

export type Measure = keyof typeof MEASURES;
export type Sample = Readonly<Record<Measure, number>>;

/**
 * All measures of this process and of what it has made. Two collections with a pause: what a finalizer lets go is taken by the second.
 *
 * @param folders where temporary files and spools lie
 */
export async function takeSample(
  bed: Testbed,
  folders: readonly string[],
  builders: readonly string[],
): Promise<Sample> {
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.();
    await delay(150);
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  const { containers, volumes, networks } = await bed.contents();
  const inside = await Promise.all(builders.map((one) => processesIn(bed, `buildx_buildkit_${one}0`)));
  return {
    rss,
    heap: heapUsed,
    external,
    // The pause above is not one of them; what the sampling itself has open is the same each time.
    resources: process.getActiveResourcesInfo().length,
    threads: readdirSync('/proc/self/task').length,
    files: readdirSync('/proc/self/fd').length,
    children: childrenOf(process.pid),
    inside: inside.reduce((sum, count) => sum + count, 0),
    containers: containers.length,
    volumes: volumes.length,
    networks: networks.length,
    temporary: folders.reduce((sum, folder) => sum + filesBelow(folder), 0),
  };
}

async function processesIn(bed: Testbed, container: string): Promise<number> {
  const { stdout } = await bed.cli(['top', container], { unchecked: true });
  return Math.max(0, stdout.trim().split('\n').length - 1);
}

function childrenOf(pid: number): number {
  return readdirSync('/proc/self/task').reduce((sum, task) => {
    const children = readFileSync(join('/proc', String(pid), 'task', task, 'children'), 'utf8').trim();
    return sum + (children === '' ? 0 : children.split(' ').length);
  }, 0);
}

function filesBelow(folder: string): number {
  return readdirSync(folder, { recursive: true }).length;
}
