import { type RecoveryNote, SlipwayError } from '../../shared/contract/index.ts';
import { isNotFound, PURPOSE_LABEL, withinTime, wordsOf } from '../builders/index.ts';
import type { CreateEntry, JournalEntry, RemoveEntry, RunImageEntry } from './journal-entry.ts';
import { type Found, LOOK_MS, lookFor } from './look.ts';
import { selectedFor } from './make-current.ts';
import { leaveIfClosing, type Parts } from './parts.ts';
import { hashOf } from './plan-create.ts';
import { runRemove } from './run-remove.ts';
import { isOurs, undoCreate } from './undo-create.ts';

/** What was done about an entry of the journal, and what a person has to decide before the rest is done. */
interface Recovered {
  readonly sentences: readonly string[];
  readonly question?: NonNullable<RecoveryNote['question']>;
}

/** A note of what was done, and whether the entry waits in the journal: for a person's word or for the next start. */
export interface RecoveredEntry {
  readonly note: RecoveryNote;
  readonly waits: boolean;
}

/**
 * Ends what an earlier run of the app has begun, and says so. What would delete build state is asked about first, and what
 * cannot be ended now, since an Engine does not answer, waits for the next start: both stay in the journal.
 */
export async function recoverEntry(entry: JournalEntry, parts: Parts): Promise<RecoveredEntry> {
  const { id: operation, kind, subject } = entry;
  try {
    const recovered = await recover(entry, parts);
    const waits = recovered.question !== undefined;
    if (!waits) await parts.journal.remove(entry.id);
    return { note: { operation, kind, subject, ...recovered }, waits };
  } catch (error) {
    const sentences = [`It could not be ended now: ${wordsOf(error)}`, 'Slipway tries again at its next start.'];
    return { note: { operation, kind, subject, sentences }, waits: true };
  }
}

async function recover(entry: JournalEntry, parts: Parts): Promise<Recovered> {
  switch (entry.kind) {
    case 'create-builder':
      return { sentences: await recoverCreate(entry, parts) };
    case 'remove-builder':
      return recoverRemove(entry, parts);
    case 'run-image':
      return { sentences: await recoverRun(entry, parts) };
  }
}

/**
 * The store's entry decides: without it nothing was made. With it and a container that never ran, that is completed and
 * started, which pulls nothing; with it alone the builder is whole as `docker buildx create` leaves one. What somebody has
 * chosen since, to stop it or to use another one, stays as it is.
 */
async function recoverCreate(entry: CreateEntry, parts: Parts): Promise<readonly string[]> {
  const { builder, container, volume, endpoint, step } = entry;
  if (step === 'undo') {
    const leftovers = await undoCreate(entry, parts);
    return ['What had been made was taken back.', ...leftovers];
  }
  if (step === 'finish') return ['All of it had been done.'];
  if (!(await isOurs(entry, parts))) {
    const nothing = 'It had not been saved yet, so there is no such builder.';
    return [nothing, ...(step === 'delete-state' ? [await volumeSentence(entry, parts)] : [])];
  }
  const sentences: string[] = [];
  if (entry.boot) {
    const engine = await parts.engines.engineOf(endpoint);
    const { container: found } = await lookFor(engine, { container, volume });
    if (!found) {
      sentences.push(
        'It is saved with all its settings. Its container had not been made yet: that happens when you start it or build on it.',
      );
    } else if (found.state.status !== 'created') {
      sentences.push(
        found.state.running ? 'Its container was there and runs.' : 'Its container was there and has run since.',
      );
    } else {
      sentences.push(await complete(entry, parts));
    }
  } else {
    sentences.push('It is saved with all its settings.');
  }
  if (entry.useKey !== null && (await isOurs(entry, parts))) {
    const selected = await selectedFor(entry.useKey, parts);
    if (selected === entry.currentBefore || selected === builder.toLowerCase()) {
      await parts.store.use(builder, { key: entry.useKey });
      sentences.push('It is now the current builder of docker buildx, as you chose.');
    } else {
      sentences.push('Another builder has been made current since, and stays so.');
    }
  }
  return entry.keepsVolume ? [...sentences, `The state volume ${volume} was kept.`] : sentences;
}

/** A container that was made but never started is filled and started; one that will not start is taken back whole. */
async function complete(entry: CreateEntry, parts: Parts): Promise<string> {
  try {
    await parts.builders.boot({ builder: entry.builder, node: entry.node }, () => {});
    return 'Its container had been made but not started. Slipway has completed and started it.';
  } catch (error) {
    leaveIfClosing(parts);
    const leftovers = await undoCreate(entry, parts);
    const taken = `Its container had been made but does not start, so the builder was taken back: ${wordsOf(error)}`;
    return [taken, ...leftovers].join(' ');
  }
}

async function volumeSentence({ container, volume, endpoint }: CreateEntry, { engines }: Parts): Promise<string> {
  const engine = await engines.engineOf(endpoint);
  const { volume: found } = await lookFor(engine, { container, volume });
  return found
    ? `The old state volume ${volume} is still there.`
    : `The old state volume ${volume} was deleted, as you chose.`;
}

/**
 * What a person has asked to remove is removed, with the same choice about its state. Build state that is still there is not
 * deleted by itself: time has passed, and it cannot be had back.
 */
async function recoverRemove(entry: RemoveEntry, parts: Parts): Promise<Recovered> {
  const stored = await parts.store.read(entry.builder);
  if (entry.step === 'finish' || !stored) return { sentences: ['All of it had been done.'] };
  if (hashOf(stored) !== entry.instanceHash) {
    return { sentences: ['A builder of that name has been made anew or changed since, so nothing more was removed.'] };
  }
  const left = await leftOf(entry, parts);
  const anew = left.find(isAnew);
  if (anew) return { sentences: [anewSentence(anew)] };
  const volumes = entry.keepState
    ? []
    : left.filter(hasState).map(({ node: { endpoint, volume } }) => ({ endpoint, volume }));
  if (volumes.length > 0) {
    const containers = left.filter(({ container }) => container);
    return {
      sentences: [
        containers.length > 0 ? 'Its container is still there.' : 'Its container is gone.',
        'Its build state was to be deleted too, which had not been done yet.',
      ],
      question: { volumes },
    };
  }
  const { error, leftovers } = await runRemove(entry, parts, { step: () => {}, check: () => {} });
  const kept = entry.keepState ? [`Its state was kept.`] : [];
  if (error === undefined) return { sentences: ['Slipway has removed it now.', ...kept, ...leftovers] };
  return { sentences: [`Slipway has removed what it could: ${wordsOf(error)}`, ...leftovers] };
}

/** What holds once a person has decided that nothing more of it is removed. */
export async function keptSentences(entry: RemoveEntry, parts: Parts): Promise<readonly string[]> {
  const left = await leftOf(entry, parts);
  return [
    `Nothing more was removed. ${entry.builder} is still on the list of builders, with its build state.`,
    ...(left.every(({ container }) => container)
      ? []
      : ['Its container is made anew when you start it or build on it.']),
  ];
}

interface Left extends Found {
  readonly node: RemoveEntry['nodes'][number];
}

/** @throws SlipwayError `engine-…` */
function leftOf({ nodes }: RemoveEntry, { engines }: Parts): Promise<readonly Left[]> {
  return Promise.all(
    nodes.map(async (node) => {
      const engine = await engines.engineOf(node.endpoint);
      return { node, ...(await lookFor(engine, node)) };
    }),
  );
}

/** Whether the container carries the name now and did not then. */
function isAnew({ node, container }: Left): boolean {
  return node.containerId !== '' && container !== undefined && container.id !== node.containerId;
}

function anewSentence({ node }: Left): string {
  return `The container ${node.container} was made anew by somebody else since, so nothing more was removed.`;
}

/** Before a removal that was asked about is finished. @throws SlipwayError `conflict` where the builder has been used since */
export async function refuseAnew(entry: RemoveEntry, parts: Parts): Promise<void> {
  const anew = (await leftOf(entry, parts)).find(isAnew);
  if (anew) throw new SlipwayError({ code: 'conflict', title: anewSentence(anew), remedy: 'Remove it from its menu.' });
}

/** Whether the volume that was to be deleted is there, and not one that somebody has made since. */
function hasState({ node, volume }: Left): boolean {
  return volume !== undefined && (node.volumeCreatedAt === null || volume.createdAt === node.volumeCreatedAt);
}

/** Nobody sees its output any more, so the program is stopped; its container removes itself. */
async function recoverRun(entry: RunImageEntry, { engines }: Parts): Promise<readonly string[]> {
  const engine = await engines.engineOf(entry.endpoint);
  const label = `app.slipway.operation=${entry.id}`;
  const ours = await withinTime(LOOK_MS, engine, (signal) => engine.containers.list({ label, signal }));
  const found = ours.filter(({ labels }) => labels[PURPOSE_LABEL] === 'run-image');
  for (const { id } of found) {
    await engine.containers.remove(id, { force: true, volumes: true }).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
    });
  }
  const done = found.length > 0 ? 'It was still running and was stopped.' : 'It had ended by itself.';
  return [done];
}
