import { type Action, copyTwin } from '../../shared/actions/index.ts';
import type { BuilderItem, RequestName } from '../../shared/contract/index.ts';
import { ask, openOverlay, topicHandle } from '../app/index.ts';
import { isWindows, sayDone, sayFailed } from '../ui/index.ts';
import { runningOn } from './builds-of.ts';
import { watchOperation } from './watch-operation.ts';

/** Something that can be done with a builder, or why it cannot be done now. */
export interface BuilderAction {
  readonly off: string | undefined;
  readonly run: () => void;
}

export interface BuilderActions {
  readonly start: BuilderAction;
  readonly stop: BuilderAction;
  readonly use: BuilderAction;
  readonly remove: BuilderAction;
}

/** What can be done with a builder now. */
export function builderActions(builder: BuilderItem): BuilderActions {
  const { name } = builder;
  const busy = builder.operation === undefined ? undefined : 'Something else is being done with it.';
  return {
    start: { off: busy ?? startOff(builder), run: () => void startBuilder(name) },
    stop: { off: busy ?? stopOff(builder), run: () => askOrStop(builder) },
    use: { off: builder.current ? 'It is the current one already.' : undefined, run: () => void makeCurrent(name) },
    remove: {
      off: busy ?? (builder.implicit ? 'It belongs to Docker Engine and cannot be removed.' : undefined),
      run: () => openOverlay({ kind: 'remove-builder', name }),
    },
  };
}

function startOff(builder: BuilderItem): string | undefined {
  if (builder.driver !== 'docker-container') return 'It runs wherever its server runs; there is nothing to start.';
  if (builder.status === 'running') return 'It is running.';
  return builder.status === 'error' ? 'Its Engine does not answer.' : undefined;
}

function stopOff(builder: BuilderItem): string | undefined {
  if (builder.driver !== 'docker-container') return 'It runs wherever its server runs; there is nothing to stop.';
  if (builder.status === 'error') return 'Its Engine does not answer.';
  const running = builder.nodes.some((node) => node.status === 'running');
  return running ? undefined : 'It is not running.';
}

function askOrStop(builder: BuilderItem): void {
  const running = runningOn(builder, Object.values(topicHandle('builds').store.getState().items));
  if (running.length > 0) openOverlay({ kind: 'stop-builder', name: builder.name });
  else void stopBuilder(builder.name);
}

/** Copies the command that does the same, of an action that is begun without a sheet or a question. */
export async function copyCommand(action: Action): Promise<void> {
  const reply = await ask('app.copy', { text: copyTwin(action, {}, isWindows ? 'powershell' : 'bash') });
  if (reply.ok) sayDone('Command copied');
  else sayFailed(reply.failure);
}

export async function makeCurrent(name: string): Promise<void> {
  const reply = await ask('builders.use', { kind: 'use-builder', name });
  if (reply.ok) sayDone(`${name} is current now, for docker buildx too.`);
  else sayFailed(reply.failure);
}

export function startBuilder(name: string): Promise<void> {
  return operate('builders.start', { kind: 'start-builder', name }, `${name} runs.`);
}

export function stopBuilder(name: string): Promise<void> {
  return operate(
    'builders.stop',
    { kind: 'stop-builder', name },
    `${name} is stopped. Its cache and history are kept.`,
  );
}

export function removeBuilder(name: string, keepState: boolean): Promise<void> {
  const done = keepState ? `${name} is removed. Its build state is kept.` : `${name} is removed with its build state.`;
  return operate('builders.remove', { kind: 'remove-builder', name, keepState }, done);
}

/** Watches the removal that an earlier run left unfinished, and says at its end how it went. */
export function finishRemoval(name: string, operation: string): Promise<void> {
  return sayEnd(operation, `${name} is removed with its build state.`);
}

type Operating = Extract<RequestName, 'builders.start' | 'builders.stop' | 'builders.remove'>;

/** Begins an operation and says at its end how it went; meanwhile the builder's row shows it. */
async function operate(request: Operating, input: never | object, done: string): Promise<void> {
  const reply = await ask(request, input as never);
  if (!reply.ok) return sayFailed(reply.failure);
  return sayEnd(reply.value.operation, done);
}

async function sayEnd(operation: string, done: string): Promise<void> {
  const end = await watchOperation(operation);
  if (end.status === 'done') sayDone(done, end.leftovers.length === 0 ? undefined : end.leftovers.join(' '));
  else if (end.status === 'failed') {
    const failure = end.failure ?? { code: 'internal' as const, title: 'It did not work, and no reason was given.' };
    const holds =
      end.leftovers.length === 0 ? {} : { meaning: [failure.meaning, ...end.leftovers].filter(Boolean).join(' ') };
    sayFailed({ ...failure, ...holds });
  }
}
