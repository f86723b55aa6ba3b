import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { posix, relative, win32 } from 'node:path';
import { z } from 'zod';
import { type Failure, failureOf, SlipwayError } from '../../shared/contract/failure.ts';
import { dockerConfigDir } from './config-file.ts';
import type { DockerEnvironment } from './environment.ts';
import { withGoKeys } from './go-json.ts';
import type { ContextProblem } from './types-contexts.ts';

const endpointSchema = z.preprocess(
  (value) => withGoKeys(value, ['Host', 'SkipTLSVerify']),
  z.object({ Host: z.string().optional(), SkipTLSVerify: z.boolean().optional() }),
);

const metaSchema = z.preprocess(
  (value) => withGoKeys(value, ['Name', 'Metadata', 'Endpoints']),
  z.object({
    Name: z.string().min(1),
    Metadata: z
      .preprocess((value) => withGoKeys(value, ['Description']), z.object({ Description: z.string().optional() }))
      .nullish(),
    Endpoints: z.record(z.string(), z.unknown()).nullish(),
  }),
);

/** A context as its meta.json holds it. */
export interface StoredContext {
  readonly name: string;
  readonly description: string;
  /** Undefined: the context has no docker endpoint. */
  readonly host: string | undefined;
  readonly skipTlsVerify: boolean;
  /** Where its TLS files would be. */
  readonly tlsDir: string;
}

/** Name of a context's folder in the store. */
export function contextId(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

/** @throws when it is not the JSON of a context */
export function parseContextMeta(text: string): Omit<StoredContext, 'tlsDir'> {
  const meta = metaSchema.parse(JSON.parse(text));
  const docker = meta.Endpoints?.docker;
  const endpoint = docker === undefined || docker === null ? undefined : endpointSchema.parse(docker);
  return {
    name: meta.Name,
    description: meta.Metadata?.Description ?? '',
    host: endpoint?.Host,
    skipTlsVerify: endpoint?.SkipTLSVerify ?? false,
  };
}

/**
 * All contexts of the store (docker/cli cli/context/store/metadatastore.go), naturally sorted. Where the CLI gives up on
 * the first broken file, the others are still listed here and the broken one is a problem.
 */
export async function readContextStore(
  environment: DockerEnvironment,
): Promise<{ readonly contexts: readonly StoredContext[]; readonly problems: readonly ContextProblem[] }> {
  const { join } = environment.platform === 'win32' ? win32 : posix;
  const root = join(dockerConfigDir(environment), 'contexts');
  const contexts: StoredContext[] = [];
  const problems: ContextProblem[] = [];
  for (const path of await metaFiles(join(root, 'meta'), problems)) {
    try {
      const stored = parseContextMeta(await readFile(path, 'utf8'));
      contexts.push({ ...stored, tlsDir: join(root, 'tls', contextId(stored.name), 'docker') });
    } catch (error) {
      problems.push({ path, failure: brokenContext(relative(root, path), error) });
    }
  }
  const order = new Intl.Collator('en', { numeric: true }).compare;
  return { contexts: contexts.sort((a, b) => order(a.name, b.name)), problems };
}

async function metaFiles(root: string, problems: ContextProblem[]): Promise<string[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(root, { recursive: true, withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      problems.push({ path: root, failure: brokenContext(root, error) });
    }
    return [];
  }
  const { join, resolve } = root.includes('\\') ? win32 : posix;
  return entries
    .filter(
      (entry) => entry.name === 'meta.json' && !entry.isDirectory() && resolve(entry.parentPath) !== resolve(root),
    )
    .map((entry) => join(entry.parentPath, entry.name));
}

function brokenContext(what: string, error: unknown): Failure {
  if (error instanceof SlipwayError) return failureOf(error);
  const code = (error as NodeJS.ErrnoException).code;
  return {
    code: 'engine-context-broken',
    title: 'A docker context is broken.',
    meaning: 'The docker command cannot list any context while this file is as it is.',
    remedy: 'Remove the context or mend its file. Slipway does not change it.',
    detail: code === undefined ? 'It is not the JSON of a docker context.' : `${code}: ${what}`,
  };
}
