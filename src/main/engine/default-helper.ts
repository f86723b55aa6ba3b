import type { DockerEnvironment } from './environment.ts';
import { hasProgram } from './programs.ts';

/**
 * The helper that the CLI takes when config.json says nothing of logins, if its program is there
 * (docker/cli cli/config/credentials/default_store*.go).
 */
export async function defaultCredentialHelper(environment: DockerEnvironment): Promise<string | undefined> {
  const helper = await platformHelper(environment);
  if (helper === undefined) return undefined;
  return (await hasProgram([`docker-credential-${helper}`], environment)) ? helper : undefined;
}

async function platformHelper(environment: DockerEnvironment): Promise<string | undefined> {
  switch (environment.platform) {
    case 'darwin':
      return 'osxkeychain';
    case 'win32':
      return 'wincred';
    case 'linux':
      return (await hasProgram(['pass'], environment)) ? 'pass' : 'secretservice';
    default:
      return undefined;
  }
}
