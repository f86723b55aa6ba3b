import { type Failure, failureOf } from '../../shared/contract/failure.ts';
import type { DockerEnvironment } from './environment.ts';
import { explainConnectError } from './explain.ts';
import { hasProgram } from './programs.ts';
import type { Engine } from './types-engine.ts';
import type { ProbeResult } from './types-probe.ts';

const DEFAULT_TIMEOUT_MS = 20_000;

/** Asks the Engine who it is, and explains a failure in plain words. Never rejects. */
export async function probeEngine(
  engine: Engine,
  environment: DockerEnvironment,
  { signal, timeoutMs = DEFAULT_TIMEOUT_MS }: { readonly signal?: AbortSignal; readonly timeoutMs?: number } = {},
): Promise<ProbeResult> {
  const tried = engine.hostUrl;
  const started = performance.now();
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const info = await engine.info({
      refresh: true,
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
    return { kind: 'answers', tried, info, millis: Math.round(performance.now() - started) };
  } catch (error) {
    if (limit.aborted && !signal?.aborted) return { kind: 'fails', tried, failure: tooSlow(tried, timeoutMs) };
    const failure = failureOf(error);
    return { kind: 'fails', tried, failure: await withInstalled(failure, error, engine, environment) };
  }
}

/** A missing socket means two things; only now it is worth looking for a docker program. */
async function withInstalled(
  failure: Failure,
  error: unknown,
  engine: Engine,
  environment: DockerEnvironment,
): Promise<Failure> {
  if (failure.code !== 'engine-not-running') return failure;
  const facts = { platform: environment.platform, dockerInstalled: await isDockerInstalled(environment) };
  const cause = error instanceof Error ? error.cause : undefined;
  return explainConnectError(cause, engine.address, facts) ?? failure;
}

const USUAL_PLACES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/snap/bin', '/opt/docker-desktop/bin'],
  darwin: ['/usr/local/bin', '/opt/homebrew/bin', '/Applications/Docker.app/Contents/Resources/bin'],
  win32: ['C:\\Program Files\\Docker\\Docker\\resources\\bin'],
};

/** Whether a docker program is in PATH or in one of the places where installers put it. */
function isDockerInstalled(environment: DockerEnvironment): Promise<boolean> {
  return hasProgram(['docker', 'dockerd'], environment, USUAL_PLACES[environment.platform]);
}

function tooSlow(tried: string, timeoutMs: number): Failure {
  return {
    code: 'engine-unreachable',
    title: 'The Docker Engine does not answer.',
    meaning: `Slipway tried ${tried} for ${Math.round(timeoutMs / 1000)} seconds.`,
    remedy: 'Check the address and the network. If the Engine is on this computer, restart Docker.',
  };
}
