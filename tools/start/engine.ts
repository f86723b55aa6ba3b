import { existsSync } from 'node:fs';
import {
  type PrivateEngine,
  privateEngineHome,
  privateEnvironment,
  runningPrivateEngine,
  startPrivateEngine,
} from '../testbed/private-engine.ts';
import { askYes } from './ask.ts';
import { inWords, probeEndpoint } from './endpoint.ts';
import { say } from './say.ts';

/** Why a private Engine can't be had here, or undefined where it can. */
export function whyNoPrivateEngine(): string | undefined {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get')) return 'it needs a Debian-like Linux';
  if (process.getuid?.() !== 0) return 'it needs root';
  return undefined;
}

/**
 * Sees that there is an Engine: the one that the docker CLI would use, else a private one, if the person wants it.
 * Answers the variables that lead to it. The app opens in any case: it says itself what is wrong with the endpoint.
 */
export async function ensureEngine(): Promise<Readonly<Record<string, string>>> {
  const endpoint = await probeEndpoint();
  if (endpoint.kind === 'answers') {
    say(`Docker Engine ${endpoint.version} answers at ${endpoint.tried} (context ${endpoint.context})`);
    return {};
  }
  say(`no Docker Engine answers at ${endpoint.tried}: ${inWords(endpoint.failure)}`);
  const running = await runningPrivateEngine();
  if (running !== undefined) return leadTo(running, 'using the private Engine, which runs');
  const reason = whyNoPrivateEngine();
  if (reason !== undefined) {
    say(`a private Engine can't be started here: ${reason}`);
    return {};
  }
  say(`a private Engine can be made of Debian's packages; its data is kept in ${privateEngineHome()}`);
  if (!(await askYes('Start a private Docker Engine?'))) return {};
  try {
    return leadTo(await startPrivateEngine(), 'started a private Engine; "npm start -- stop-engine" stops it');
  } catch (error) {
    say(`the private Engine did not start: ${error instanceof Error ? error.message : String(error)}`);
    return {};
  }
}

function leadTo(engine: PrivateEngine, how: string): Readonly<Record<string, string>> {
  const variables = privateEnvironment(engine);
  say(how);
  const set = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  say(`the CLI sees the same builders so: ${set.join(' ')} ${engine.cli.program} buildx ls`);
  return variables;
}
