import { z } from 'zod';
import { orElse, parseAnswer, text, textMap, texts } from './answers.ts';
import { parseContainer } from './container-info.ts';
import { type OutputChunk, outputChunks } from './demux.ts';
import { execToEnd } from './exec.ts';
import type { EngineApi } from './request.ts';
import { followStats } from './stats.ts';
import type { Containers, LogsOptions } from './types-containers.ts';

const listSchema = z.array(z.object({ Id: z.string(), Names: texts, Image: text, State: text, Labels: textMap }));
const createdSchema = z.object({ Id: z.string(), Warnings: texts });
const updatedSchema = orElse(z.object({ Warnings: texts }), { Warnings: [] });

/** The Engine itself waits 10 s when it is told no time. */
const STOP_GRACE_S = 10;
const SLOW_MS = 120_000;

/** The containers of one Engine. */
export function containersOf(api: EngineApi): Containers {
  const at = (id: string, rest = '') => `/containers/${encodeURIComponent(id)}${rest}`;
  const named = (id: string) => `the container ${id}`;
  return {
    async list({ namePrefix, label, volume, signal } = {}) {
      const filters = {
        // The Engine's name filter is a regular expression over "/name" and "name".
        ...(namePrefix === undefined ? {} : { name: [`^/${escapeRegExp(namePrefix)}`] }),
        ...(label === undefined ? {} : { label: [label] }),
        ...(volume === undefined ? {} : { volume: [volume] }),
      };
      const query = { all: true, filters: JSON.stringify(filters) };
      const answer = await api.json({ method: 'GET', path: '/containers/json', query, signal });
      return parseAnswer(listSchema, answer, 'containers').map((row) => ({
        id: row.Id,
        name: (row.Names[0] ?? '').replace(/^\//, ''),
        image: row.Image,
        state: row.State,
        labels: row.Labels,
      }));
    },

    async inspect(id, { signal } = {}) {
      return parseContainer(await api.json({ method: 'GET', path: at(id, '/json'), subject: named(id), signal }));
    },

    async create(name, body, { signal } = {}) {
      const request = { method: 'POST', path: '/containers/create', query: { name }, body, signal } as const;
      const answer = await api.json({ ...request, subject: name === undefined ? 'the container' : named(name) });
      const { Id, Warnings } = parseAnswer(createdSchema, answer, 'new container');
      return { id: Id, warnings: Warnings };
    },

    async start(id, { signal } = {}) {
      await api.json({ method: 'POST', path: at(id, '/start'), subject: named(id), timeoutMs: SLOW_MS, signal });
    },

    async stop(id, { signal, graceSeconds } = {}) {
      const timeoutMs = ((graceSeconds ?? STOP_GRACE_S) + 60) * 1000;
      await api.json({
        method: 'POST',
        path: at(id, '/stop'),
        query: { t: graceSeconds },
        subject: named(id),
        timeoutMs,
        signal,
      });
    },

    async remove(id, { signal, force, volumes } = {}) {
      const query = { force: force || undefined, v: volumes || undefined };
      await api.json({ method: 'DELETE', path: at(id), query, subject: named(id), timeoutMs: SLOW_MS, signal });
    },

    async rename(id, name, { signal } = {}) {
      await api.json({ method: 'POST', path: at(id, '/rename'), query: { name }, subject: named(id), signal });
    },

    async update(id, body, { signal } = {}) {
      const answer = await api.json({ method: 'POST', path: at(id, '/update'), body, subject: named(id), signal });
      return parseAnswer(updatedSchema, answer, 'update').Warnings;
    },

    async putArchive(id, path, tar, { signal } = {}) {
      const request = { method: 'PUT', path: at(id, '/archive'), query: { path }, file: tar } as const;
      await api.json({ ...request, subject: `${path} in ${named(id)}`, timeoutMs: SLOW_MS, signal });
    },

    exec: (id, command, options = {}) => execToEnd(api, id, command, options),
    logs: (id, options = {}) => readLogs(api, id, options),
    stats: (id, { signal }) => followStats(api, id, signal),
  };
}

async function* readLogs(
  api: EngineApi,
  id: string,
  options: LogsOptions,
): AsyncGenerator<OutputChunk, void, undefined> {
  const { signal, follow = false, tail } = options;
  const subject = `the container ${id}`;
  const query = { stdout: true, stderr: true, follow, tail: tail ?? 'all' };
  const path = `/containers/${encodeURIComponent(id)}/logs`;
  const stream = await api.stream({ method: 'GET', path, query, subject, signal });
  try {
    yield* outputChunks(stream);
  } catch (error) {
    throw api.explain(error, signal, subject);
  }
}

function escapeRegExp(words: string): string {
  return words.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
