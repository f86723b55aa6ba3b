import { type Failure, failureOf, SlipwayError } from '../../shared/contract/failure.ts';
import type { EngineAddress, EngineTls } from './address.ts';
import { readDockerConfig } from './config-file.ts';
import { contextId, readContextStore, type StoredContext } from './context-store.ts';
import { type DockerEnvironment, sshVariablesOf, variable } from './environment.ts';
import { defaultHostUrl, parseHostUrl } from './host-url.ts';
import { sshCommand } from './ssh.ts';
import { tlsOfContext, tlsOfEnvironment } from './tls-files.ts';
import type { ContextList, ContextProblem, CurrentContext, DockerContext, Reach } from './types-contexts.ts';

const DEFAULT = 'default';
type Headers = Readonly<Record<string, string>>;

/**
 * All contexts and which one is current, as the docker CLI resolves them (docker/cli cli/command/cli.go): DOCKER_HOST,
 * then DOCKER_CONTEXT, then config.json, then `default`.
 */
export async function listContexts(environment: DockerEnvironment): Promise<ContextList> {
  const [{ path, config, failure }, store] = await Promise.all([
    readDockerConfig(environment),
    readContextStore(environment),
  ]);
  const virtual = await defaultContext(environment, config.httpHeaders);
  // The CLI never lets `default` be stored; a file of that name is not reachable by it.
  const stored = store.contexts.filter((context) => context.name !== DEFAULT);
  const contexts = [
    virtual,
    ...(await Promise.all(stored.map((context) => storedContext(environment, context, config.httpHeaders)))),
  ];
  const problems = failure === undefined ? store.problems : [{ path, failure }, ...store.problems];
  return { contexts, current: currentContext(environment, config.currentContext, contexts, store.problems), problems };
}

/**
 * How to reach what a node's Endpoint names: a stored context, `default`, or a host URL. A URL has no TLS, even where it
 * is `default`'s own host (docker/buildx util/dockerutil/api.go).
 */
export async function reachOf(environment: DockerEnvironment, endpoint: string): Promise<Reach> {
  const { contexts, problems } = await listContexts(environment);
  const context = contexts.find(({ name }) => name === endpoint);
  if (context) return context.reach;
  if (!endpoint.includes('://') && !endpoint.includes(':')) {
    return { kind: 'broken', failure: missingContext(endpoint, problems.length > 0) };
  }
  const { config } = await readDockerConfig(environment);
  return reach(environment, endpoint, config.httpHeaders, async () => undefined);
}

async function defaultContext(environment: DockerEnvironment, headers: Headers): Promise<DockerContext> {
  const tlsOn = ['DOCKER_TLS', 'DOCKER_TLS_VERIFY'].some((name) => variable(environment, name) !== undefined);
  const written = variable(environment, 'DOCKER_HOST')?.trim() || defaultHostUrl(environment.platform, tlsOn);
  const found = await reach(environment, written, headers, () => tlsOfEnvironment(environment));
  const endpoint = canonical(written);
  return {
    name: DEFAULT,
    description: '',
    virtual: true,
    host: endpoint,
    endpoint,
    reach: found,
    tlsFromEnvironment: tlsOn,
  };
}

async function storedContext(
  environment: DockerEnvironment,
  context: StoredContext,
  headers: Headers,
): Promise<DockerContext> {
  const { name, description, host = '' } = context;
  const found: Reach =
    host === ''
      ? { kind: 'broken', failure: noEndpoint(name) }
      : await reach(environment, host, headers, () => tlsOfContext(context.tlsDir, context.skipTlsVerify));
  return { name, description, virtual: false, host, endpoint: name, reach: found, tlsFromEnvironment: false };
}

async function reach(
  environment: DockerEnvironment,
  host: string,
  headers: Headers,
  tls: () => Promise<EngineTls | undefined>,
): Promise<Reach> {
  try {
    return { kind: 'address', address: await addressOf(environment, host, headers, tls) };
  } catch (error) {
    return { kind: 'broken', failure: failureOf(error) };
  }
}

async function addressOf(
  environment: DockerEnvironment,
  host: string,
  headers: Headers,
  tls: () => Promise<EngineTls | undefined>,
): Promise<EngineAddress> {
  const parsed = parseHostUrl(host);
  switch (parsed.kind) {
    case 'socket':
      // TLS files are ignored on sockets.
      return { kind: 'socket', path: parsed.path };
    case 'ssh':
      sshCommand(parsed.url);
      return { kind: 'ssh', url: parsed.url, variables: sshVariablesOf(environment) };
    case 'tcp': {
      const material = await tls();
      return {
        kind: 'tcp',
        host: parsed.host,
        port: parsed.port,
        ...(material === undefined ? {} : { tls: material }),
        ...(Object.keys(headers).length === 0 ? {} : { headers }),
      };
    }
  }
}

function canonical(host: string): string {
  try {
    return parseHostUrl(host).url;
  } catch {
    return host;
  }
}

function currentContext(
  environment: DockerEnvironment,
  configured: string | undefined,
  contexts: readonly DockerContext[],
  problems: readonly ContextProblem[],
): CurrentContext {
  const fromVariable = variable(environment, 'DOCKER_CONTEXT');
  const chosen: CurrentContext =
    variable(environment, 'DOCKER_HOST') !== undefined
      ? { name: DEFAULT, because: 'DOCKER_HOST' }
      : fromVariable !== undefined
        ? { name: fromVariable, because: 'DOCKER_CONTEXT' }
        : configured !== undefined
          ? { name: configured, because: 'config' }
          : { name: DEFAULT, because: 'default' };
  const known = contexts.some(({ name }) => name === chosen.name);
  if (known) return chosen;
  const id = contextId(chosen.name);
  const broken = problems.find(({ path }) => path.includes(id));
  const failure = broken ? unreadableContext(chosen.name, broken) : missingContext(chosen.name, problems.length > 0);
  return { ...chosen, failure };
}

function unreadableContext(name: string, { path, failure }: ContextProblem): Failure {
  return {
    code: 'engine-context-broken',
    title: `The docker context "${name}" cannot be read.`,
    meaning: `Its file ${path} is damaged or may not be opened.`,
    remedy: 'Mend the file, or use another context.',
    ...(failure.detail === undefined ? {} : { detail: failure.detail }),
    command: 'docker context use default',
  };
}

function missingContext(name: string, othersBroken: boolean) {
  return new SlipwayError({
    code: 'engine-context-broken',
    title: `The docker context "${name}" does not exist.`,
    meaning: othersBroken
      ? 'Its file may be one of those that cannot be read.'
      : 'It may have been removed or renamed.',
    remedy: 'Choose another context, or create this one again.',
    command: 'docker context ls',
  }).failure;
}

function noEndpoint(name: string) {
  return new SlipwayError({
    code: 'engine-context-broken',
    title: `The docker context "${name}" names no Docker Engine.`,
    remedy: 'Choose another context, or give this one a docker endpoint.',
    command: `docker context inspect ${name}`,
  }).failure;
}
