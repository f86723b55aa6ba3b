import { z } from 'zod';
import { microsOf, number, orElse, text } from './answers.ts';
import { linesOf } from './lines.ts';
import type { EngineApi } from './request.ts';
import type { ContainerSample } from './types-containers.ts';

const statsSchema = z.object({
  read: text,
  cpu_stats: z
    .object({
      cpu_usage: z.object({ total_usage: number, percpu_usage: z.array(z.number()).nullish() }).nullish(),
      system_cpu_usage: number,
      online_cpus: number,
    })
    .nullish(),
  memory_stats: z
    .object({
      usage: z.number().optional(),
      limit: z.number().optional(),
      stats: orElse(z.record(z.string(), z.number()), {}),
    })
    .nullish(),
  pids_stats: z.object({ current: z.number().optional() }).nullish(),
});

export type RawStats = z.infer<typeof statsSchema>;

/** One line of the stats stream. */
export function parseStats(line: string): RawStats {
  return statsSchema.parse(JSON.parse(line));
}

/**
 * Between two readings: the cores in use as `docker stats` computes them (share of the host's CPU time x CPUs), memory
 * without the page cache that can be dropped (docker/cli cli/command/container/stats_helpers.go). Undefined for the
 * empty reading that the Engine sends of a container that does not run.
 */
export function sampleOf(now: RawStats, before: RawStats | undefined): ContainerSample | undefined {
  const at = microsOf(now.read);
  if (at === undefined || !now.cpu_stats?.cpu_usage) return undefined;
  const { usage, limit, stats = {} } = now.memory_stats ?? {};
  return {
    at,
    cores: coresBetween(now, before),
    memory: usage === undefined ? undefined : notBelowZero(usage - droppable(usage, stats)),
    memoryLimit: notBelowZero(limit),
    processes: notBelowZero(now.pids_stats?.current),
  };
}

/** A count that an Engine cannot mean is none. */
function notBelowZero(count: number | undefined): number | undefined {
  return count === undefined ? undefined : Math.max(0, count);
}

function coresBetween(now: RawStats, before: RawStats | undefined): number | undefined {
  const cpu = now.cpu_stats;
  const old = before?.cpu_stats;
  if (!cpu?.cpu_usage || !old?.cpu_usage) return undefined;
  const used = cpu.cpu_usage.total_usage - old.cpu_usage.total_usage;
  const host = cpu.system_cpu_usage - old.system_cpu_usage;
  const cpus = cpu.online_cpus > 0 ? cpu.online_cpus : cpu.cpu_usage.percpu_usage?.length || 1;
  // A restarted container counts from zero again.
  return used < 0 || host <= 0 ? undefined : (used / host) * cpus;
}

/** cgroup v1 counts it as total_inactive_file, v2 as inactive_file; a value above the usage is not to be trusted. */
function droppable(usage: number, stats: Readonly<Record<string, number>>): number {
  const v1 = stats.total_inactive_file;
  if (v1 !== undefined) return v1 < usage ? v1 : 0;
  const v2 = stats.inactive_file ?? 0;
  return v2 < usage ? v2 : 0;
}

/** Follows one container; ends when it stops or the signal aborts. */
export async function* followStats(
  api: EngineApi,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<ContainerSample, void, undefined> {
  try {
    const stream = await api.stream({
      method: 'GET',
      path: `/containers/${encodeURIComponent(id)}/stats`,
      query: { stream: true },
      subject: `the container ${id}`,
      signal,
    });
    let before: RawStats | undefined;
    for await (const line of linesOf(stream)) {
      const now = parseStats(line);
      const sample = sampleOf(now, before);
      if (sample === undefined) return;
      before = now;
      yield sample;
    }
  } catch (error) {
    if (signal.aborted) return;
    throw api.explain(error, signal, `the container ${id}`);
  }
}
