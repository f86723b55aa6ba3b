import { spawn } from 'node:child_process';
import { z } from 'zod';
import { SlipwayError } from '../../shared/contract/failure.ts';
import type { DockerEnvironment } from './environment.ts';
import { withGoKeys } from './go-json.ts';

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
  /** A password, or the identity token if `isToken`. */
  readonly secret: string;
  readonly isToken: boolean;
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
  const { code, stdout } = await runHelper(`docker-credential-${helper}`, server, environment, signal);
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

function runHelper(
  program: string,
  input: string,
  environment: DockerEnvironment,
  signal: AbortSignal | undefined,
): Promise<{ readonly code: number; readonly stdout: string }> {
  const limit = AbortSignal.timeout(HELPER_TIMEOUT_MS);
  const helper = program.replace('docker-credential-', '');
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['get'], {
      env: { ...environment.variables },
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
    let stdout = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (text: string) => {
      stdout += text;
      if (stdout.length > LARGEST_ANSWER) child.kill();
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (signal?.aborted) reject(new SlipwayError({ code: 'cancelled', title: 'It was given up.' }));
      else if (limit.aborted) reject(helperFailure(helper, 'it did not answer in time'));
      else
        reject(
          helperFailure(helper, error.code === 'ENOENT' ? `${program} is not in PATH` : (error.code ?? 'it failed')),
        );
    });
    child.once('close', (code) => resolve({ code: code ?? 1, stdout }));
    // A helper that ends without reading is no fault of its own.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
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
