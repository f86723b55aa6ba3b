import type { DialTarget } from '../buildkit/index.ts';
import { type ControlClient, type GcPolicy, openControl, RpcError, type Worker } from '../buildkit/index.ts';

/** What a running BuildKit says of itself. */
export interface WorkerFacts {
  readonly version: string;
  readonly platforms: Worker['platforms'];
  readonly labels: Readonly<Record<string, string>>;
  readonly gcPolicy: readonly GcPolicy[];
  readonly devices: Worker['devices'];
}

const UNIMPLEMENTED = 12;

/**
 * Reads them as buildx does (docker/buildx builder/node.go `loadData`): platforms of all workers, labels and GC policy
 * of the first, devices of the last.
 *
 * @param olderVersion asked for where the daemon does not know `Info` (BuildKit before 0.11)
 * @throws SlipwayError
 */
export async function readWorkerFacts(
  target: DialTarget,
  options: { readonly timeoutMs: number; readonly signal: AbortSignal; readonly olderVersion: () => Promise<string> },
): Promise<WorkerFacts> {
  const { timeoutMs, signal } = options;
  const control = openControl(target);
  try {
    const workers = await control.listWorkers({ timeoutMs, signal });
    const version = await versionOf(control, options);
    return {
      version,
      platforms: workers.flatMap(({ platforms }) => platforms),
      labels: workers[0]?.labels ?? {},
      gcPolicy: workers[0]?.gcPolicy ?? [],
      devices: workers.at(-1)?.devices ?? [],
    };
  } finally {
    control.close();
  }
}

async function versionOf(
  control: ControlClient,
  {
    timeoutMs,
    signal,
    olderVersion,
  }: { readonly timeoutMs: number; readonly signal: AbortSignal; readonly olderVersion: () => Promise<string> },
): Promise<string> {
  try {
    return (await control.info({ timeoutMs, signal })).version;
  } catch (error) {
    if (error instanceof RpcError && error.status.code === UNIMPLEMENTED) return olderVersion();
    throw error;
  }
}
