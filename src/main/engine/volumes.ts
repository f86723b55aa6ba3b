import { z } from 'zod';
import { SlipwayError } from '../../shared/contract/failure.ts';
import { microsOf, orElse, parseAnswer, text, textMap } from './answers.ts';
import type { EngineApi } from './request.ts';
import type { VolumeInfo, Volumes } from './types-engine.ts';

const volumeSchema = z.object({
  Name: z.string(),
  Driver: text,
  Mountpoint: text,
  CreatedAt: text,
  Labels: textMap,
  UsageData: z.object({ Size: z.number(), RefCount: z.number() }).nullish(),
});
const listSchema = z.object({ Volumes: orElse(z.array(volumeSchema), []) });

/** The Engine walks every volume on disk for their sizes. */
const USAGE_TIMEOUT_MS = 15 * 60_000;

/** The volumes of one Engine. */
export function volumesOf(api: EngineApi): Volumes {
  const at = (name: string) => `/volumes/${encodeURIComponent(name)}`;
  const named = (name: string) => `the volume ${name}`;
  return {
    async list({ namePrefix, signal } = {}) {
      // The Engine's filter looks for the words anywhere in the name.
      const filters = namePrefix === undefined ? {} : { name: [namePrefix] };
      const query = { filters: JSON.stringify(filters) };
      const answer = await api.json({ method: 'GET', path: '/volumes', query, signal });
      const volumes = parseAnswer(listSchema, answer, 'volumes').Volumes.map(volumeInfo);
      return namePrefix === undefined ? volumes : volumes.filter(({ name }) => name.startsWith(namePrefix));
    },

    async inspect(name, { signal } = {}) {
      const answer = await api.json({ method: 'GET', path: at(name), subject: named(name), signal });
      return volumeInfo(parseAnswer(volumeSchema, answer, 'volume'));
    },

    async create(name, { signal, labels = {} } = {}) {
      const body = { Name: name, Labels: labels };
      const answer = await api.json({ method: 'POST', path: '/volumes/create', body, subject: named(name), signal });
      return volumeInfo(parseAnswer(volumeSchema, answer, 'new volume'));
    },

    async remove(name, { signal } = {}) {
      try {
        const request = { method: 'DELETE', path: at(name), subject: named(name), signal } as const;
        await api.json({ ...request, timeoutMs: USAGE_TIMEOUT_MS });
      } catch (error) {
        if (error instanceof SlipwayError && error.failure.code === 'conflict') throw inUse(name, error);
        throw error;
      }
    },

    async usage({ signal } = {}) {
      const query = { type: 'volume' };
      const answer = await api.json({ method: 'GET', path: '/system/df', query, signal, timeoutMs: USAGE_TIMEOUT_MS });
      const rows = parseAnswer(listSchema, answer, 'disk usage').Volumes;
      return new Map(
        rows.map(({ Name, UsageData }) => [
          Name,
          { size: known(UsageData?.Size), references: known(UsageData?.RefCount) },
        ]),
      );
    },
  };
}

function volumeInfo(read: z.output<typeof volumeSchema>): VolumeInfo {
  return {
    name: read.Name,
    driver: read.Driver,
    mountpoint: read.Mountpoint,
    createdAt: microsOf(read.CreatedAt),
    labels: read.Labels,
  };
}

/** -1 stands for "not known". */
function known(value: number | undefined): number | undefined {
  return value === undefined || value < 0 ? undefined : value;
}

function inUse(name: string, cause: SlipwayError): SlipwayError {
  const { detail } = cause.failure;
  return new SlipwayError(
    {
      code: 'volume-in-use',
      title: `The volume ${name} is in use.`,
      meaning: 'A container still has it, perhaps a stopped one.',
      remedy: 'Remove the container first.',
      ...(detail === undefined ? {} : { detail }),
    },
    { cause },
  );
}
