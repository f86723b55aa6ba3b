import { type Failure, SlipwayError } from '../../shared/contract/index.ts';
import type { ContextList, DockerContext } from '../engine/index.ts';

/**
 * What buildx stores as a new node's Endpoint (docker/buildx builder/builder.go `Create`, `validateEndpoint`; docker/cli
 * opts/hosts.go): the current endpoint for nothing, a context's name as it is, `default` as its host URL, a host URL in
 * its whole form. Pure.
 *
 * @throws SlipwayError `invalid-input` at `endpoint`
 */
export function endpointToStore(given: string, { contexts, current }: ContextList): string {
  const wanted = given.trim();
  if (wanted === '') {
    if (current.failure) throw atEndpoint(current.failure);
    const context = contexts.find(({ name }) => name === current.name);
    return context ? usable(context) : current.name;
  }
  const context = contexts.find(({ name }) => name === wanted);
  return context ? usable(context) : hostToStore(wanted);
}

function usable(context: DockerContext): string {
  if (context.virtual && context.tlsFromEnvironment) {
    throw atEndpoint({
      code: 'unsupported',
      title: 'A builder cannot be made on an Engine whose TLS files come from environment variables.',
      remedy: 'Make a docker context with those TLS files, and choose it here.',
      detail: 'could not create a builder instance with TLS data loaded from environment',
    });
  }
  return context.endpoint;
}

const DEFAULT_SOCKETS: Readonly<Record<string, string>> = {
  unix: '/var/run/docker.sock',
  npipe: '//./pipe/docker_engine',
};

function hostToStore(host: string): string {
  const at = host.indexOf('://');
  const scheme = at < 0 ? 'tcp' : host.slice(0, at);
  const rest = at < 0 ? host : host.slice(at + 3);
  if (scheme === 'ssh') return host;
  if (rest.includes('://')) throw invalid(host);
  const socket = DEFAULT_SOCKETS[scheme];
  if (socket !== undefined) return `${scheme}://${rest === '' ? socket : rest}`;
  const parts = /^(?<name>\[[0-9a-fA-F:.%]+\]|[^:/?#\s]*)(?::(?<port>\d*))?(?<path>\/[^\s]*)?$/.exec(rest)?.groups;
  if (scheme !== 'tcp' || !parts) throw invalid(host);
  if (at < 0 && parts.port === undefined) throw noContext(host);
  return `tcp://${parts.name || 'localhost'}:${parts.port || '2375'}${parts.path ?? ''}`;
}

function invalid(host: string): SlipwayError {
  return atEndpoint({
    code: 'invalid-input',
    title: 'This is neither a docker context nor the address of an Engine.',
    remedy:
      'Choose a context, or write an address like unix:///var/run/docker.sock, tcp://host:2376 or ssh://user@host.',
    detail: host,
  });
}

/** The CLI takes any word for a host name; a mistyped context would only fail much later, as an Engine that is not found. */
function noContext(word: string): SlipwayError {
  return atEndpoint({
    code: 'invalid-input',
    title: `There is no docker context called ${word}.`,
    remedy: 'Choose a context from the list, or write a whole address such as tcp://host:2376.',
  });
}

function atEndpoint(failure: Failure): SlipwayError {
  return new SlipwayError({ ...failure, field: 'endpoint' });
}
