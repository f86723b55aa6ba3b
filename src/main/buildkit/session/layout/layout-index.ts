import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SlipwayError } from '../../../../shared/contract/failure.ts';
import { lockFile } from '../flock.ts';

const NAME = 'io.containerd.image.name';
const REF = 'org.opencontainers.image.ref.name';

interface Descriptor {
  readonly mediaType?: string;
  readonly digest?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * Names the image that a build left in an OCI layout, which makes the folder one: `oci-layout` and `index.json`, as BuildKit's own client
 * writes them after the build (moby/buildkit client/solve.go, client/ociindex/ociindex.go). Images of other names stay.
 *
 * @param response `exporterResponse` of the solve
 * @throws SlipwayError `conflict` while somebody else writes it, `exporter-failed` if it cannot be read or written
 */
export async function indexLayout(folder: string, response: Readonly<Record<string, string>>): Promise<void> {
  const encoded = response['containerimage.descriptor'];
  if (!encoded) return;
  const lock = join(folder, 'index.json.lock');
  const held = locked(folder, lock);
  if (held === 'busy') {
    throw new SlipwayError({
      code: 'conflict',
      title: `Somebody else writes images into ${folder}.`,
      remedy: 'Try again.',
    });
  }
  try {
    const descriptor = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) as Descriptor;
    const names = response['image.name']?.split(',') ?? [];
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
    const file = join(folder, 'index.json');
    replaceFile(folder, file, JSON.stringify(withImage(readIndex(file), descriptor, names)));
  } catch (error) {
    throw unwritable(folder, error);
  } finally {
    if (held !== undefined) closeSync(held);
    rmSync(lock, { force: true });
  }
}

function locked(folder: string, lock: string): number | 'busy' | undefined {
  try {
    return lockFile(lock);
  } catch (error) {
    throw unwritable(folder, error);
  }
}

type Index = Readonly<Record<string, unknown>> & { readonly manifests?: readonly Descriptor[] | null };

function readIndex(file: string): Index {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  return text === '' ? {} : (JSON.parse(text) as Index);
}

/** Without a name it is `latest`. */
function withImage(index: Index, descriptor: Descriptor, names: readonly string[]): Index {
  const tags =
    names.length === 0
      ? [{ [REF]: 'latest' }]
      : names.map((name) => ({ ...(name === '' ? {} : { [NAME]: name }), [REF]: tagOf(name) }));
  let manifests: readonly Descriptor[] = index.manifests ?? [];
  for (const tag of tags) {
    const others = manifests.filter(
      ({ annotations }) =>
        annotations?.[REF] !== tag[REF] || annotations?.[NAME] !== (tag as Record<string, string>)[NAME],
    );
    manifests = [...others, { ...descriptor, annotations: { ...descriptor.annotations, ...tag } }];
  }
  const { schemaVersion, mediaType, ...rest } = index;
  return {
    schemaVersion: schemaVersion || 2,
    mediaType: mediaType || 'application/vnd.oci.image.index.v1+json',
    ...rest,
    manifests,
  };
}

/** What stands behind the name itself: `1.2` of `docker.io/library/app:1.2` (containerd pkg/reference). */
function tagOf(name: string): string {
  const slash = name.indexOf('/');
  const at = slash < 0 ? -1 : name.slice(slash).search(/[:@]/);
  if (at < 0) return slash < 0 ? name : '';
  const object = name.slice(slash + at);
  return object.startsWith(':') ? object.slice(1) : object;
}

/** Whoever reads it meanwhile sees the one before. */
function replaceFile(folder: string, file: string, text: string): void {
  const partial = join(folder, `.${randomBytes(6).toString('hex')}.partial`);
  try {
    writeFileSync(partial, text, { flag: 'wx' });
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

function unwritable(folder: string, error: unknown): SlipwayError {
  if (error instanceof SlipwayError) return error;
  return new SlipwayError(
    {
      code: 'exporter-failed',
      title: `The image in ${folder} could not be named.`,
      meaning: 'Its files are there, and its index does not tell of them.',
      detail: error instanceof Error ? error.message : String(error),
    },
    { cause: error },
  );
}
