import { z } from 'zod';
import { SlipwayError } from '../../shared/contract/failure.ts';
import type { DockerEnvironment } from './environment.ts';
import { withGoKeys } from './go-json.ts';
import { type ProgramEnd, runProgram } from './run-program.ts';

/** A keychain may ask the person to unlock it. */
const HELPER_TIMEOUT_MS = 60_000;
const LARGEST_ANSWER = 1024 * 1024;
const NOT_FOUND = 'credentials not found in native keychain';

const answerSchema = z.preprocess(
  (value) => withGoKeys(value, ['Username', 'Secret']),
  z.object({ Username: z.string(), Secret: z.string() }),
);

/** A login as a helper or config.json holds it. Secret: never log it. */
export interface Login {
  readonly username: string;
  /** A password, or the identity token if `isToken`; empty where there is a registry token alone. */
  readonly secret: string;
  readonly isToken: boolean;
  /** `registrytoken` of config.json: a token for the registry itself, taken as it is. */
  readonly registryToken?: string;
}

/**
 * Asks `docker-credential-<helper> get` (docker/docker-credential-helpers client/client.go): the server on standard
 * input, JSON on standard output. Undefined when it knows no login.
 *
 * @throws SlipwayError when the program is missing, hangs, or fails otherwise; never with what it printed on success
 */
export async function askCredentialHelper(
  helper: string,
  server: string,
  environment: DockerEnvironment,
  signal?: AbortSignal,
): Promise<Login | undefined> {
  if (!/^[\w.-]+$/.test(helper)) throw helperFailure(helper, 'its name is not one of a program');
  const end = await runProgram(`docker-credential-${helper}`, ['get'], {
    environment: environment.variables,
    input: server,
    timeoutMs: HELPER_TIMEOUT_MS,
    largestOutput: LARGEST_ANSWER,
    signal,
  });
  if (end.kind !== 'exit') throw endFailure(helper, end);
  const { code, stdout } = end;
  if (code !== 0) {
    // Helpers explain themselves on standard output; on failure no secret is in it.
    const said = stdout.trim();
    if (said === NOT_FOUND) return undefined;
    throw helperFailure(helper, said.slice(0, 300) || `it ended with code ${code}`);
  }
  let answer: z.output<typeof answerSchema>;
  try {
    answer = answerSchema.parse(JSON.parse(stdout));
  } catch {
    throw helperFailure(helper, 'its answer is not the JSON of a login');
  }
  return { username: answer.Username, secret: answer.Secret, isToken: answer.Username === '<token>' };
}

function endFailure(helper: string, end: ProgramEnd): SlipwayError {
  switch (end.kind) {
    case 'given-up':
      return new SlipwayError({ code: 'cancelled', title: 'It was given up.' });
    case 'too-long':
      return helperFailure(helper, 'it did not answer in time');
    case 'failed':
      return helperFailure(helper, end.error.code === 'ENOENT' ? 'it is not in PATH' : (end.error.code ?? 'it failed'));
    default:
      return helperFailure(helper, 'its answer is not the JSON of a login');
  }
}

function helperFailure(helper: string, detail: string): SlipwayError {
  return new SlipwayError({
    code: 'internal',
    title: 'The program that keeps your registry logins failed.',
    meaning: `Docker's config names docker-credential-${helper} for them.`,
    remedy: 'Check that it is installed and in PATH, or log in again with docker login.',
    detail: `docker-credential-${helper}: ${detail}`,
  });
}
