import { checkOptions, parseOptions } from '../options/index.ts';
import { checkNewName, isBuilderName } from './builder-name.ts';
import { type ActionFacts, type ActionIssue, builderNamed } from './facts.ts';
import { readReference } from './image-reference.ts';
import { platformIssues } from './platform.ts';
import type { Action, CreateBuilder, RunImage } from './schemas.ts';
import { validateBuild } from './validate-build.ts';

/**
 * What is to be said at the fields of an action before it is run. Without an `error` it may be run; what comes up only
 * while running is a `Failure` of the operation.
 */
export function validate(action: Action, facts: ActionFacts): readonly ActionIssue[] {
  switch (action.kind) {
    case 'create-builder':
      return validateCreate(action, facts);
    case 'use-builder':
      return [...known(action.name, facts), ...otherContext(action.name, facts)];
    case 'start-builder':
      return [...known(action.name, facts), ...ownContainer(action.name, facts, 'is always there')];
    case 'stop-builder':
      return [...known(action.name, facts), ...ownContainer(action.name, facts, 'cannot be stopped alone')];
    case 'remove-builder':
      return [...known(action.name, facts), ...removable(action.name, facts)];
    case 'build':
      return [...known(action.builder, facts, 'builder'), ...validateBuild(action, facts)];
    case 'run-image':
      return validateRun(action, facts);
  }
}

/** True when nothing stands against running it. */
export function canRun(issues: readonly ActionIssue[]): boolean {
  return issues.every((issue) => issue.severity !== 'error');
}

function validateCreate(action: CreateBuilder, facts: ActionFacts): readonly ActionIssue[] {
  const issues: ActionIssue[] = [];
  const name = checkNewName(action.name, facts);
  if (name !== undefined) issues.push(name);
  issues.push(...endpointIssues(action.endpoint, facts));
  const parsed = parseOptions(action.options);
  const options = parsed.ok ? checkOptions(parsed.options, facts.engine ?? {}) : parsed.issues;
  issues.push(...options.map(({ key, ...issue }) => ({ ...issue, field: `options.${key}` })));
  issues.push(...networkIssues(action.options.network ?? '', facts));
  action.platforms.forEach((platform, index) => {
    issues.push(...platformIssues(platform, `platforms.${index}`));
  });
  return issues;
}

function endpointIssues(endpoint: string, facts: ActionFacts): readonly ActionIssue[] {
  const field = 'endpoint';
  if (endpoint === '') return [];
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(endpoint)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    if (facts.contexts === undefined || facts.contexts.includes(endpoint)) return [];
    const remedy = 'Pick one of the list, or write an address such as tcp://build-server:2376.';
    return [{ field, severity: 'error', message: `There is no docker context “${endpoint}”.`, remedy }];
  }
  if (scheme === 'docker-container' || scheme === 'kube-pod') {
    const message = 'That is the address of a BuildKit, not of a Docker Engine.';
    return [
      { field, severity: 'error', message, remedy: 'Write the address of the Engine, or pick a docker context.' },
    ];
  }
  if (!['unix', 'npipe', 'tcp', 'ssh', 'http', 'https', 'fd'].includes(scheme)) {
    const remedy = 'An address starts with unix://, npipe://, tcp:// or ssh://.';
    return [{ field, severity: 'error', message: `Docker Engine is not reached by ${scheme}://.`, remedy }];
  }
  return [];
}

function networkIssues(network: string, facts: ActionFacts): readonly ActionIssue[] {
  const special =
    ['', 'default', 'bridge', 'host', 'none', 'nat'].includes(network) || network.startsWith('container:');
  if (special || facts.networks === undefined || facts.networks.includes(network)) return [];
  return [
    {
      field: 'options.network',
      severity: 'error',
      message: `This Engine has no network “${network}”.`,
      remedy: 'Pick one of its networks, or make it first.',
      original: `network ${network} not found`,
    },
  ];
}

function known(name: string, facts: ActionFacts, field = 'name'): readonly ActionIssue[] {
  if (facts.builders === undefined || builderNamed(facts, name) !== undefined) return [];
  if (!isBuilderName(name) && name !== 'default') {
    return [{ field, severity: 'error', message: `“${name}” is not the name of a builder.` }];
  }
  return [
    { field, severity: 'error', message: `There is no builder “${name}”.`, original: `no builder "${name}" found` },
  ];
}

function otherContext(name: string, facts: ActionFacts): readonly ActionIssue[] {
  const builder = builderNamed(facts, name);
  if (builder?.implicit !== true || name === 'default' || name === facts.currentContext) return [];
  return [
    {
      field: 'name',
      severity: 'error',
      message: `This builder belongs to the docker context “${name}”, which is not the current one.`,
      remedy: 'Switch docker to that context first.',
      original: `run \`docker context use ${name}\` to switch to context ${name}`,
    },
  ];
}

function ownContainer(name: string, facts: ActionFacts, otherwise: string): readonly ActionIssue[] {
  const driver = builderNamed(facts, name)?.driver;
  if (driver === undefined || driver === 'docker-container') return [];
  const what = driver === 'docker' ? 'is part of Docker Engine' : 'does not run in a container that Slipway can reach';
  return [{ field: 'name', severity: 'error', message: `This builder ${what} and ${otherwise}.` }];
}

function removable(name: string, facts: ActionFacts): readonly ActionIssue[] {
  if (builderNamed(facts, name)?.implicit !== true) return [];
  return [
    {
      field: 'name',
      severity: 'error',
      message: 'This builder is part of Docker Engine and goes with its docker context.',
      original: `context builder cannot be removed, run "docker context rm ${name}" to remove this context`,
    },
  ];
}

function validateRun({ image, engine }: RunImage, facts: ActionFacts): readonly ActionIssue[] {
  const issues: ActionIssue[] = [];
  const isId = /^(sha256:)?[0-9a-f]{12,64}$/.test(image);
  const read = readReference(image);
  if (!isId && !read.ok) {
    issues.push({ field: 'image', severity: 'error', message: read.wrong, original: read.original });
  }
  if (engine !== '' && facts.contexts !== undefined && !facts.contexts.includes(engine)) {
    issues.push({ field: 'engine', severity: 'error', message: `There is no docker context “${engine}”.` });
  }
  return issues;
}
