import {
  checkOptions,
  cpusOf,
  DEFAULT_IMAGE,
  formatLimit,
  memoryOf,
  type ParsedOptions,
  parseOptions,
  swapOf,
} from '../options/index.ts';
import type { BuildOutput } from './build-output.ts';
import { platformsOf } from './default-platform.ts';
import { type ActionFacts, builderNamed } from './facts.ts';
import type { Action, Build, CreateBuilder } from './schemas.ts';
import { listed, noOutputWarning } from './words.ts';

/** What an action will do, in plain sentences, in the order in which it happens. Says nothing that is not known. */
export function explain(action: Action, facts: ActionFacts): readonly string[] {
  switch (action.kind) {
    case 'create-builder':
      return explainCreate(action, facts);
    case 'use-builder':
      return [`From now on docker buildx builds with ${action.name}${forContext(facts)}.`];
    case 'start-builder':
      return [`Starts the container of ${action.name}, or makes it if it is not there.`];
    case 'stop-builder':
      return [
        `Stops the container of ${action.name}. Builds that run on it now are cancelled.`,
        'Its build state is kept, and the next build starts it again.',
      ];
    case 'remove-builder':
      return explainRemove(action.name, action.keepState, facts);
    case 'build':
      return explainBuild(action, facts);
    case 'run-image':
      return [
        `Starts ${action.image} once${action.engine === '' ? '' : ` on ${action.engine}`} and shows what it prints.`,
        'Its container is removed when it ends.',
      ];
  }
}

function explainCreate(action: CreateBuilder, facts: ActionFacts): readonly string[] {
  const sentences = [`Makes a builder ${action.name}${onEngine(action.endpoint || facts.currentContext)}.`];
  const parsed = parseOptions(action.options);
  if (parsed.ok) sentences.push(...explainOptions(parsed.options, facts));
  if (action.existingState === 'use') {
    sentences.push('Uses the build state that is there under this name, with its cache and build records.');
  } else if (action.existingState === 'empty') {
    sentences.push('Deletes the build state that is there under this name, and starts with an empty one.');
  }
  sentences.push(
    action.boot
      ? 'Gets the image of BuildKit, makes the container and starts it.'
      : 'The container is made and started by the first build.',
  );
  if (action.use) sentences.push(`From then on docker buildx builds with it${forContext(facts)}.`);
  return sentences;
}

function explainOptions(options: ParsedOptions, facts: ActionFacts): readonly string[] {
  const sentences: string[] = [];
  const memory = memoryOf(options);
  const cpus = cpusOf(options);
  const limits = [
    ...(memory === undefined ? [] : [`${formatLimit(memory)} of memory`]),
    ...(cpus === undefined ? [] : [`${cpus} ${cpus === 1 ? 'core' : 'cores'}`]),
  ];
  if (limits.length > 0) sentences.push(`All its builds together may use ${listed(limits)}.`);
  const swap = swapOf(options);
  if (memory !== undefined && options.memorySwap !== 0 && swap !== undefined) {
    sentences.push(swap === 0 ? 'It may not fall back on swap.' : `It may fall back on ${formatLimit(swap)} of swap.`);
  }
  if (options.cpusetCpus !== '') sentences.push(`It runs on the cores ${options.cpusetCpus} only.`);
  if (options.network === 'host') sentences.push("It shares the machine's own network.");
  else if (options.network !== '') sentences.push(`It joins the network ${options.network}.`);
  if (options.image !== DEFAULT_IMAGE) sentences.push(`It runs the image ${options.image}.`);
  for (const issue of checkOptions(options, facts.engine ?? {})) {
    if (issue.severity === 'warning') sentences.push(issue.message);
  }
  return sentences;
}

function explainRemove(name: string, keepState: boolean, facts: ActionFacts): readonly string[] {
  const volumes = builderNamed(facts, name)?.nodes.flatMap((node) => node.stateVolume ?? []) ?? [];
  const named = volumes.length === 0 ? '' : ` (${listed(volumes)})`;
  return [
    `Stops and removes the container of ${name}, and takes it off docker's list of builders.`,
    keepState
      ? `Its build state is kept${named}: a builder made anew under this name finds its cache again.`
      : `Its build state is deleted${named}, with its cache and build records.`,
  ];
}

function explainBuild(action: Build, facts: ActionFacts): readonly string[] {
  const sentences = [
    `Sends ${action.context} to ${action.builder}, but for what .dockerignore leaves out.`,
    action.target === '' ? 'Builds the whole Dockerfile.' : `Builds up to the stage ${action.target}.`,
  ];
  const platforms = platformsOf(action, facts);
  if (platforms.length > 0) sentences.push(`Builds for ${listed(platforms)}.`);
  if (action.noCache) sentences.push('Runs every step anew, without the cache.');
  if (action.pull) sentences.push('Looks for newer versions of the base images.');
  for (const { id, from } of action.secrets) {
    sentences.push(
      `Lets steps read the secret ${id}${from.kind === 'typed' ? '' : ` from ${from.kind === 'file' ? from.path : from.name}`}; it stays out of the image.`,
    );
  }
  if (action.outputs.length === 0) {
    sentences.push(noOutputWarning(action.builder));
    if (action.tags.length > 0) sentences.push(`Without an image ${listed(action.tags)} is not used.`);
    return sentences;
  }
  return [...sentences, ...action.outputs.map((output) => explainOutput(output, action, facts))];
}

function explainOutput(output: BuildOutput, action: Build, facts: ActionFacts): string {
  const named = action.tags.length > 0 ? ` as ${listed(action.tags)}` : '';
  switch (output.kind) {
    case 'load':
      return `Loads the image into Docker${facts.currentContext === undefined ? '' : ` (context ${facts.currentContext})`}${named}.`;
    case 'push':
      return `Puts the image in its registry${named}.`;
    case 'docker-archive':
      return `Writes the image to ${output.path}, for docker load.`;
    case 'oci-archive':
      return `Writes the image to ${output.path}, as an OCI archive.`;
    case 'tar':
      return `Writes the files that were made to ${output.path}, as one tar file.`;
    case 'folder':
      return `Lays the files that were made into ${output.path}; what else is there stays.`;
  }
}

function onEngine(endpoint: string | undefined): string {
  if (endpoint === undefined) return '';
  return endpoint.includes('://') ? ` on the Engine at ${endpoint}` : ` on the Engine of the context ${endpoint}`;
}

function forContext(facts: ActionFacts): string {
  return facts.currentContext === undefined ? '' : ` in the context ${facts.currentContext}`;
}
