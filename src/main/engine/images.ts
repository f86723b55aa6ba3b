import type { Readable } from 'node:stream';
import { z } from 'zod';
import { SlipwayError } from '../../shared/contract/failure.ts';
import { microsOf, number, parseAnswer, text, textMap, texts } from './answers.ts';
import { parseImageReference } from './image-reference.ts';
import { linesOf } from './lines.ts';
import type { RegistryAuth } from './registry-auth.ts';
import type { EngineApi } from './request.ts';
import type { ImageInfo, ImageProgress, Images } from './types-engine.ts';

const imageSchema = z.object({
  Id: z.string(),
  RepoTags: texts,
  RepoDigests: texts,
  Os: text,
  Architecture: text,
  Variant: text,
  Size: number,
  Created: text,
  Config: z.object({ Env: texts, Entrypoint: texts, Cmd: texts, Labels: textMap }).nullish(),
});
const listSchema = z.array(z.object({ Id: z.string(), RepoTags: texts, Size: number }));

const progressSchema = z.object({
  id: text,
  status: text,
  stream: text,
  error: text,
  errorDetail: z.object({ message: text }).nullish(),
  progressDetail: z.object({ current: z.number().optional(), total: z.number().optional() }).nullish(),
});

/** The Engine asks the registry before the first line. */
const FIRST_LINE_MS = 120_000;

/** The images of one Engine. */
export function imagesOf(api: EngineApi): Images {
  // Slashes and colons stay: the Engine's routes take the reference as it is.
  const at = (reference: string) => `/images/${encodeURI(reference)}`;
  return {
    async list({ signal } = {}) {
      const answer = await api.json({ method: 'GET', path: '/images/json', signal });
      return parseAnswer(listSchema, answer, 'images')
        .map(({ Id, RepoTags, Size }) => ({
          id: Id,
          tags: RepoTags.filter((tag) => tag !== '<none>:<none>'),
          size: Size,
        }))
        .filter(({ tags }) => tags.length > 0);
    },

    async inspect(reference, { signal } = {}) {
      const subject = `the image ${reference}`;
      return imageInfo(await api.json({ method: 'GET', path: `${at(reference)}/json`, subject, signal }));
    },

    async pull(reference, { signal, auth, platform, onProgress } = {}) {
      const { domain, path, tag, digest } = parseImageReference(reference);
      const query = { fromImage: `${domain}/${path}`, tag: digest || tag, platform };
      try {
        const stream = await api.stream({
          method: 'POST',
          path: '/images/create',
          query,
          headers: auth === undefined ? {} : { 'X-Registry-Auth': encodeRegistryAuth(auth) },
          timeoutMs: FIRST_LINE_MS,
          signal,
        });
        for await (const line of progressOf(stream)) onProgress?.(line);
      } catch (error) {
        throw pullFailure(reference, api.explain(error, signal));
      }
    },

    async load(archive, { signal, onProgress } = {}) {
      const loaded: string[] = [];
      const request = { method: 'POST', path: '/images/load', query: { quiet: false }, file: archive } as const;
      try {
        // The head comes with the first line, which may be after the whole archive.
        const stream = await api.stream({ ...request, timeoutMs: 60 * 60_000, signal });
        for await (const line of progressOf(stream)) {
          const name = /^Loaded image(?: ID)?: (.+)$/.exec(line.status)?.[1];
          if (name !== undefined) loaded.push(name);
          else onProgress?.(line);
        }
      } catch (error) {
        archive.destroy();
        throw api.explain(error, signal, 'the image archive');
      }
      return loaded;
    },

    async remove(reference, { signal, force } = {}) {
      const query = { force: force || undefined };
      const subject = `the image ${reference}`;
      await api.json({ method: 'DELETE', path: at(reference), query, subject, signal });
    },
  };
}

/** base64url of the JSON, as docker/cli sends it. Secret. */
function encodeRegistryAuth(auth: RegistryAuth): string {
  return Buffer.from(JSON.stringify(auth)).toString('base64url');
}

/** @throws Error with the Engine's words when a line is an error: the head was 200 already */
async function* progressOf(stream: Readable): AsyncGenerator<ImageProgress, void, undefined> {
  for await (const line of linesOf(stream)) {
    const read = progressSchema.parse(JSON.parse(line));
    const said = read.errorDetail?.message || read.error;
    if (said) throw new ProgressError(said);
    yield {
      id: read.id,
      status: (read.status || read.stream).trim(),
      current: read.progressDetail?.current,
      total: read.progressDetail?.total,
    };
  }
}

/** The Engine's own words inside a progress stream. */
class ProgressError extends Error {}

function pullFailure(reference: string, error: SlipwayError): SlipwayError {
  const { code } = error.failure;
  const lost = code.startsWith('engine-') && code !== 'engine-refused' && !(error.cause instanceof ProgressError);
  if (code === 'cancelled' || lost) return error;
  const detail = error.cause instanceof ProgressError ? error.cause.message : error.failure.detail;
  return new SlipwayError(
    {
      code: 'image-unavailable',
      title: `The image ${reference} could not be pulled.`,
      meaning: 'The registry does not have it, cannot be reached, or wants a login.',
      remedy: 'Check the name and the network. A private image needs docker login first.',
      ...(detail === undefined ? {} : { detail }),
    },
    { cause: error },
  );
}

function imageInfo(answer: unknown): ImageInfo {
  const read = parseAnswer(imageSchema, answer, 'image');
  return {
    id: read.Id,
    tags: read.RepoTags,
    digests: read.RepoDigests,
    os: read.Os,
    architecture: read.Architecture,
    variant: read.Variant,
    size: read.Size,
    createdAt: microsOf(read.Created),
    env: read.Config?.Env ?? [],
    entrypoint: read.Config?.Entrypoint ?? [],
    command: read.Config?.Cmd ?? [],
    labels: read.Config?.Labels ?? {},
    raw: answer,
  };
}
