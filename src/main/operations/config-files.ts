import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { parse } from 'smol-toml';
import { z } from 'zod';
import { SlipwayError } from '../../shared/contract/index.ts';
import { CONFIG_FOLDER } from '../../shared/options/index.ts';
import { tomlText } from './toml-text.ts';

/** buildx reads no more of any of these files. */
const MOST_BYTES = 1024 * 1024;

const text = z.string();
const registrySchema = z.looseObject({
  ca: z.array(text).optional(),
  keypair: z.array(z.looseObject({ key: text.optional(), cert: text.optional() })).optional(),
});
const configSchema = z.looseObject({
  registry: z.record(text, registrySchema).optional(),
  'insecure-entitlements': z.array(text).optional(),
});

export interface ConfigFiles {
  /** By path below /etc/buildkit. May hold private keys. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly entitlements: readonly string[];
}

/**
 * What `--buildkitd-config FILE` puts into a node's files (docker/buildx util/confutil/container.go `LoadConfigFiles`):
 * the TOML written anew, and the certificates that its registries name, with their paths turned to where they will lie.
 *
 * @throws SlipwayError `invalid-input` with the file's name
 */
export async function configFilesOf(config: { readonly path: string; readonly text: string }): Promise<ConfigFiles> {
  const document = readDocument(config);
  const files: Record<string, Uint8Array> = {};
  const take = async (host: string, file: string): Promise<string> => {
    const path = `certs/${host.replace(/[^a-zA-Z0-9.-]+/g, '_')}/${basename(file)}`;
    files[path] = await readStart(file, config.path);
    return `${CONFIG_FOLDER}/${path}`;
  };
  const registry: Record<string, unknown> = {};
  for (const [host, given] of Object.entries(document.registry ?? {})) {
    const { ca, keypair, ...rest } = given;
    registry[host] = {
      ...rest,
      ...(ca && { ca: await Promise.all(ca.map((file) => take(host, file))) }),
      ...(keypair && {
        keypair: await Promise.all(
          keypair.map(async ({ key, cert }) => ({
            ...(key && { key: await take(host, key) }),
            ...(cert && { cert: await take(host, cert) }),
          })),
        ),
      }),
    };
  }
  const out = document.registry ? { ...document, registry } : document;
  files['buildkitd.toml'] = new TextEncoder().encode(tomlText(out));
  return { files, entitlements: document['insecure-entitlements'] ?? [] };
}

function readDocument({
  path,
  text: content,
}: {
  readonly path: string;
  readonly text: string;
}): z.infer<typeof configSchema> {
  let parsed: unknown;
  try {
    parsed = parse(content, { integersAsBigInt: true });
  } catch (error) {
    throw unusable(path, 'It is not valid TOML.', error);
  }
  const result = configSchema.safeParse(parsed);
  if (result.success) return result.data;
  throw unusable(path, 'A setting in it has another shape than BuildKit expects.', result.error.issues[0]?.message);
}

async function readStart(file: string, from: string): Promise<Uint8Array> {
  try {
    const handle = await open(file, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(MOST_BYTES), 0, MOST_BYTES, 0);
      return new Uint8Array(buffer.subarray(0, bytesRead));
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw unusable(from, `The file ${file}, which it names, cannot be read.`, error);
  }
}

function unusable(path: string, meaning: string, cause: unknown): SlipwayError {
  return new SlipwayError(
    {
      code: 'invalid-input',
      title: 'The BuildKit configuration for new builders cannot be used.',
      meaning,
      remedy: `Mend ${path}, or move it away. The docker command uses it for every new builder too.`,
      detail: cause instanceof Error ? cause.message : String(cause),
    },
    { cause },
  );
}
