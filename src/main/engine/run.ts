import type { Readable } from 'node:stream';
import { z } from 'zod';
import { SlipwayError } from '../../shared/contract/failure.ts';
import { parseAnswer, text } from './answers.ts';
import { outputChunks } from './demux.ts';
import { linesOf } from './lines.ts';
import type { EngineApi } from './request.ts';
import type { ContainerRun, Containers, RunOptions } from './types-containers.ts';

const waitSchema = z.object({ StatusCode: z.number(), Error: z.object({ Message: text }).nullish() });
const STOP_GRACE_S = 5;

/**
 * `docker run --rm` without a terminal (docker/cli cli/command/container/run.go): create, attach and wait before the
 * start, so that neither output nor exit code can be missed.
 */
export async function runContainer(api: EngineApi, containers: Containers, options: RunOptions): Promise<ContainerRun> {
  const { signal } = options;
  const { id } = await containers.create(options.name, createBody(options), { signal });
  const at = `/containers/${id}`;
  const subject = 'the container';
  // The wait ends with the container or the Engine, never with the caller: its answer says that the container is gone.
  const ended = new AbortController();
  try {
    const output = await api.upgrade({
      method: 'POST',
      path: `${at}/attach`,
      query: { stream: true, stdout: true, stderr: true },
      subject,
      signal: ended.signal,
    });
    const waiting = await api.stream({
      method: 'POST',
      path: `${at}/wait`,
      query: { condition: 'removed' },
      subject,
      signal: ended.signal,
    });
    const exitCode = exitCodeOf(api, waiting);
    // Whoever awaits it later still sees the failure; nobody awaiting it must not end the process.
    exitCode.catch(() => {});
    await containers.start(id, { signal });
    const stop = async (graceSeconds = STOP_GRACE_S) => {
      await ignoreGone(containers.stop(id, { graceSeconds }));
    };
    const onAbort = () => void ignoreGone(containers.remove(id, { force: true, volumes: true })).catch(() => {});
    signal?.addEventListener('abort', onAbort, { once: true });
    void exitCode.finally(() => signal?.removeEventListener('abort', onAbort)).catch(() => {});
    return { containerId: id, output: outputChunks(output), exitCode, stop };
  } catch (error) {
    ended.abort();
    await ignoreGone(containers.remove(id, { force: true, volumes: true })).catch(() => {});
    throw error;
  }
}

function createBody(options: RunOptions): Record<string, unknown> {
  return {
    Image: options.image,
    AttachStdout: true,
    AttachStderr: true,
    Tty: false,
    ...(options.command === undefined ? {} : { Cmd: options.command }),
    ...(options.env === undefined ? {} : { Env: options.env }),
    ...(options.labels === undefined ? {} : { Labels: options.labels }),
    HostConfig: { ...options.hostConfig, AutoRemove: true },
  };
}

async function exitCodeOf(api: EngineApi, waiting: Readable): Promise<number> {
  try {
    for await (const line of linesOf(waiting)) {
      const { StatusCode, Error: fault } = parseAnswer(waitSchema, JSON.parse(line), 'wait');
      if (fault?.Message) throw new Error(fault.Message);
      return StatusCode;
    }
    throw new Error('The Engine ended the wait without an exit code.');
  } catch (error) {
    throw api.explain(error, undefined, 'the container');
  }
}

/** A container that is gone, or just going, is what was wanted. */
async function ignoreGone(done: Promise<void>): Promise<void> {
  try {
    await done;
  } catch (error) {
    if (error instanceof SlipwayError && ['not-found', 'conflict'].includes(error.failure.code)) return;
    throw error;
  }
}
