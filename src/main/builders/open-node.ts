import { setTimeout as sleep } from 'node:timers/promises';
import { SlipwayError } from '../../shared/contract/index.ts';
import { type DialTarget, openControl, RpcError } from '../buildkit/index.ts';
import type { ContainerInfo, Engine } from '../engine/index.ts';
import { notRunning, orUndefined } from './failures.ts';
import { runOf } from './node-fate.ts';

/** A container that started less than this ago may not serve yet (docker/buildx driver/docker-container/driver.go). */
const YOUNG_MS = 20_000;
/** How long a young one is waited for, in milliseconds. */
export const READY_MS = 20_000;
const RETRY_MS = 250;
const UNIMPLEMENTED = 12;
const UNAVAILABLE = 14;

/**
 * Whether a container has only just started. Compares two clocks, as buildx does: a wrong answer costs a needless look
 * or a missing wait, nothing more.
 */
export function isYoung(info: ContainerInfo, nowMs: number): boolean {
  const started = info.state.startedAt;
  return info.state.running && started !== undefined && nowMs < started / 1000 + YOUNG_MS;
}

/**
 * Opens a container node as buildx 0.37.1 and later do: inspects first, and waits for the daemon of a young container.
 *
 * @throws SlipwayError `builder-not-running`
 */
export async function openContainerNode(options: {
  readonly engine: Engine;
  readonly container: string;
  readonly builder: string;
  readonly node: string;
  readonly signal: AbortSignal;
}): Promise<{ readonly target: DialTarget; readonly run: string }> {
  const { engine, container, builder, node, signal } = options;
  const info = await orUndefined(engine.containers.inspect(container, { signal }));
  if (!info?.state.running) throw notRunning(builder, node);
  const target: DialTarget = { kind: 'container', engine: engine.address, container };
  if (isYoung(info, Date.now())) await waitUntilServing(target, signal);
  return { target, run: runOf(info) };
}

/** Asks until the daemon answers anything at all. @throws SlipwayError `buildkit-unavailable` after 20 s */
async function waitUntilServing(target: DialTarget, signal: AbortSignal): Promise<void> {
  const control = openControl(target);
  const until = performance.now() + READY_MS;
  try {
    for (;;) {
      try {
        await control.info({ signal, timeoutMs: Math.max(1, until - performance.now()) });
        return;
      } catch (error) {
        if (signal.aborted) throw error;
        if (error instanceof RpcError && error.status.code === UNIMPLEMENTED) return;
        if (error instanceof RpcError && error.status.code !== UNAVAILABLE) throw error;
        if (performance.now() >= until) throw tooLate(error);
      }
      await sleep(RETRY_MS, undefined, { signal });
    }
  } finally {
    control.close();
  }
}

function tooLate(cause: unknown): SlipwayError {
  return new SlipwayError(
    {
      code: 'buildkit-unavailable',
      title: 'BuildKit has not answered within 20 seconds of its start.',
      remedy: 'Look at the log of its container, then stop and start the builder.',
      detail: cause instanceof Error ? cause.message : String(cause),
    },
    { cause },
  );
}
