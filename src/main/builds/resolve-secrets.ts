import { readFile, stat } from 'node:fs/promises';
import { type Build, type BuildSecret, MOST_SECRET_BYTES } from '../../shared/actions/index.ts';
import { SlipwayError } from '../../shared/contract/index.ts';

/**
 * The values of a build's secrets, by id, as they are now. They go to the session alone and are kept nowhere.
 *
 * @param environment a variable of the docker environment
 * @throws SlipwayError at field `secrets.N.from`; never holds a value
 */
export async function resolveSecrets(
  { secrets }: Build,
  environment: (name: string) => string | undefined,
): Promise<Readonly<Record<string, Uint8Array>>> {
  const values: Record<string, Uint8Array> = Object.create(null);
  for (const [index, secret] of secrets.entries()) {
    const value = await readSecret(secret, `secrets.${index}.from`, environment);
    if (value.byteLength > MOST_SECRET_BYTES) throw tooLong(secret.id, `secrets.${index}.from`);
    values[secret.id] = value;
  }
  return values;
}

async function readSecret(
  { id, from }: BuildSecret,
  field: string,
  environment: (name: string) => string | undefined,
): Promise<Uint8Array> {
  switch (from.kind) {
    case 'typed':
      return Buffer.from(from.value, 'utf8');
    case 'environment': {
      const value = environment(from.name);
      if (value !== undefined) return Buffer.from(value, 'utf8');
      throw new SlipwayError({
        code: 'not-found',
        title: `The variable ${from.name} for the secret ${id} is not set.`,
        meaning:
          'Slipway has the variables that it was started with. Of the shell that signs you in it takes those of Docker alone.',
        remedy: 'Start Slipway from a terminal where it is set, or type the value.',
        field,
      });
    }
    case 'file':
      return readSecretFile(from.path, id, field);
  }
}

async function readSecretFile(path: string, id: string, field: string): Promise<Uint8Array> {
  try {
    const facts = await stat(path);
    if (!facts.isFile()) {
      throw new SlipwayError({
        code: 'conflict',
        title: `${path} is no file.`,
        remedy: 'Choose the file itself.',
        field,
      });
    }
    if (facts.size > MOST_SECRET_BYTES) throw tooLong(id, field);
    return await readFile(path);
  } catch (error) {
    if (error instanceof SlipwayError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    const title = code === 'ENOENT' ? `There is no file ${path}.` : `Slipway may not read ${path}.`;
    throw new SlipwayError({ code: 'not-found', title, remedy: 'Choose another file.', field }, { cause: error });
  }
}

function tooLong(id: string, field: string): SlipwayError {
  return new SlipwayError({
    code: 'invalid-input',
    title: `The secret ${id} is longer than 500 KiB.`,
    meaning: 'BuildKit takes no longer ones.',
    field,
  });
}
