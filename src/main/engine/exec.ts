import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { flag, parseAnswer } from './answers.ts';
import { outputChunks } from './demux.ts';
import type { EngineApi } from './request.ts';
import type { CallOptions, ExecResult } from './types-containers.ts';

/** What is kept of each stream; more is read and dropped. */
const KEPT_BYTES = 4 * 1024 * 1024;
/** The Engine closes the stream a moment before it notes the exit code. */
const EXIT_CODE_TRIES = 50;
const EXIT_CODE_PAUSE_MS = 20;

const execSchema = z.object({ Running: flag, ExitCode: z.number().nullish() });

/** Runs a command in a running container to its end. */
export async function execToEnd(
  api: EngineApi,
  container: string,
  command: readonly string[],
  { signal }: CallOptions,
): Promise<ExecResult> {
  const subject = `the container ${container}`;
  const answer = await api.json({
    method: 'POST',
    path: `/containers/${encodeURIComponent(container)}/exec`,
    body: { Cmd: command, AttachStdout: true, AttachStderr: true },
    subject,
    signal,
  });
  const { Id } = parseAnswer(z.object({ Id: z.string() }), answer, 'exec');
  const stream = await api.upgrade({
    method: 'POST',
    path: `/exec/${Id}/start`,
    body: { Detach: false, Tty: false },
    subject,
    signal,
  });
  const kept = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const bytes = { stdout: 0, stderr: 0 };
  try {
    for await (const { stream: name, data } of outputChunks(stream)) {
      const room = KEPT_BYTES - bytes[name];
      if (room > 0) kept[name].push(data.subarray(0, room));
      bytes[name] += data.length;
    }
  } catch (error) {
    throw api.explain(error, signal, subject);
  }
  const exitCode = await exitCodeOf(api, Id, signal);
  return { exitCode, stdout: Buffer.concat(kept.stdout), stderr: Buffer.concat(kept.stderr) };
}

async function exitCodeOf(api: EngineApi, id: string, signal: AbortSignal | undefined): Promise<number> {
  for (let tried = 1; ; tried += 1) {
    const answer = await api.json({ method: 'GET', path: `/exec/${id}/json`, signal });
    const { Running, ExitCode } = parseAnswer(execSchema, answer, 'exec');
    if (!Running && typeof ExitCode === 'number') return ExitCode;
    if (tried >= EXIT_CODE_TRIES) throw new Error('The Docker Engine does not tell the exit code of a command.');
    await delay(EXIT_CODE_PAUSE_MS);
  }
}
