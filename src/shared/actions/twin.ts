import { stateVolumeName } from '../options/index.ts';
import { csvField } from './csv.ts';
import type { ActionFacts } from './facts.ts';
import { quote, type Shell, shellNeeded, unquotable } from './quote.ts';
import type { Action, Build, CreateBuilder } from './schemas.ts';
import { maskValue } from './secrets.ts';
import { joinShellWords } from './shell-words.ts';
import { outputFlags, secretFlags, secretHint } from './twin-outputs.ts';

/** A command that does what an action does, ready for a shell. */
export interface CliCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** The whole command, to copy. Holds every value, secret ones too. */
  readonly text: string;
  /** The same for the screen, with values masked that look secret. */
  readonly display: string;
  /** Set when this shell cannot express it. */
  readonly problem?: string;
  /** What has to be done before it does the same, in a sentence. */
  readonly hint?: string;
}

/** One argument, and how it may be shown where that differs. */
interface Arg {
  readonly text: string;
  readonly shown?: string;
}

/** The commands that do the same with the docker CLI, in order. */
export function cliTwin(action: Action, facts: ActionFacts, shell: Shell): readonly CliCommand[] {
  const secrets = action.kind === 'build' ? secretHint(action) : undefined;
  return commandLines(action, facts).map((args) => {
    const needed = args.map(({ text }) => shellNeeded(text, shell)).find((reason) => reason !== undefined);
    const hints = [secrets, needed].filter((hint) => hint !== undefined);
    return { ...print(args, shell), ...(hints.length > 0 && { hint: hints.join(' ') }) };
  });
}

/** The twin for the screen: one line a command, secret values masked. */
export function displayTwin(action: Action, facts: ActionFacts, shell: Shell): string {
  return cliTwin(action, facts, shell)
    .map((command) => command.display)
    .join('\n');
}

/** The twin for the clipboard: one line a command, every value in full. */
export function copyTwin(action: Action, facts: ActionFacts, shell: Shell): string {
  return cliTwin(action, facts, shell)
    .map((command) => command.text)
    .join('\n');
}

/**
 * A build's twin as it may be kept: no value of an argument is in it. `--build-arg NAME` takes the value from the shell's
 * environment, so that it still runs once they are set there.
 */
export function keptTwin(action: Build, shell: Shell): string {
  return print(buildCommand(action, {}, 'environment'), shell).text;
}

function commandLines(action: Action, facts: ActionFacts): readonly (readonly Arg[])[] {
  switch (action.kind) {
    case 'create-builder':
      return createCommands(action);
    case 'use-builder':
      return [plain('buildx', 'use', action.name)];
    case 'start-builder':
      return [plain('buildx', 'inspect', '--bootstrap', action.name)];
    case 'stop-builder':
      return [plain('buildx', 'stop', action.name)];
    case 'remove-builder':
      return [plain('buildx', 'rm', ...(action.keepState ? ['--keep-state'] : []), action.name)];
    case 'build':
      return [buildCommand(action, facts)];
    case 'run-image':
      return [plain(...engineFlags(action.engine, facts.currentContext), 'run', '--rm', action.image)];
  }
}

function createCommands(action: CreateBuilder): readonly (readonly Arg[])[] {
  const create: Arg[] = [
    // A host URL as endpoint would select the remote driver, so the driver is always named.
    ...plain('buildx', 'create', '--name', action.name, '--driver', 'docker-container'),
    ...Object.entries(action.options).flatMap(([key, value]) => [
      { text: '--driver-opt' },
      { text: csvField(`${key}=${value}`), shown: csvField(`${key}=${optionShown(key, value)}`) },
    ]),
    ...(action.flags.length > 0 ? plain('--buildkitd-flags', joinShellWords(action.flags)) : []),
    ...(action.platforms.length > 0 ? plain('--platform', action.platforms.join(',')) : []),
    ...(action.use ? plain('--use') : []),
    ...(action.boot ? plain('--bootstrap') : []),
    ...(action.endpoint !== '' ? plain(action.endpoint) : []),
  ];
  if (action.existingState !== 'empty') return [create];
  const volume = stateVolumeName(`${action.name.toLowerCase()}0`);
  return [plain(...engineFlags(action.endpoint, undefined), 'volume', 'rm', volume), create];
}

function buildCommand(action: Build, facts: ActionFacts, values: 'given' | 'environment' = 'given'): readonly Arg[] {
  const file = dockerfilePath(action, facts.separator);
  return [
    ...plain('buildx', 'build', '--builder', action.builder),
    ...(file !== undefined ? plain('-f', file) : []),
    ...(action.target !== '' ? plain('--target', action.target) : []),
    ...action.tags.flatMap((tag) => plain('-t', tag)),
    ...action.args.flatMap(({ name, value }) => [
      { text: '--build-arg' },
      values === 'environment'
        ? { text: name }
        : { text: `${name}=${value}`, shown: `${name}=${maskValue(name, value)}` },
    ]),
    ...(action.platforms.length > 0 ? plain('--platform', action.platforms.join(',')) : []),
    ...(action.noCache ? plain('--no-cache') : []),
    ...(action.pull ? plain('--pull') : []),
    ...plain(...secretFlags(action), ...outputFlags(action)),
    ...plain(action.context),
  ];
}

/** `-f` is read from the folder where the command is typed, not from the context: always the whole path, or nothing. */
function dockerfilePath(action: Build, separator: '/' | '\\' | undefined): string | undefined {
  const { context, dockerfile } = action;
  if (dockerfile === '') return undefined;
  const windows = separator === '\\' || (separator === undefined && /^([A-Za-z]:)?\\/.test(context));
  const between = windows ? '\\' : '/';
  const join = (name: string) => (/[\\/]$/.test(context) ? context + name : context + between + name);
  const absolute = dockerfile.startsWith('/') || (windows && /^([A-Za-z]:)?[\\/]/.test(dockerfile));
  const file = absolute ? dockerfile : join(dockerfile);
  return file === join('Dockerfile') ? undefined : file;
}

function optionShown(key: string, value: string): string {
  return key.startsWith('env.') ? maskValue(key.slice('env.'.length), value) : value;
}

/** Flags that send a plain docker command to an Engine other than the current one. */
function engineFlags(endpoint: string, currentContext: string | undefined): readonly string[] {
  if (endpoint === '' || endpoint === currentContext) return [];
  return endpoint.includes('://') ? ['--host', endpoint] : ['--context', endpoint];
}

function plain(...texts: readonly string[]): readonly Arg[] {
  return texts.map((text) => ({ text }));
}

function print(args: readonly Arg[], shell: Shell): CliCommand {
  const program = 'docker';
  const line = (words: readonly string[]) => [program, ...words.map((word) => quote(word, shell))].join(' ');
  const texts = args.map((arg) => arg.text);
  const problem = texts.map((text) => unquotable(text, shell)).find((reason) => reason !== undefined);
  return {
    program,
    args: texts,
    text: line(texts),
    display: line(args.map((arg) => arg.shown ?? arg.text)),
    ...(problem !== undefined && { problem }),
  };
}
