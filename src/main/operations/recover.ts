import type { RecoveryNote } from '../../shared/contract/index.ts';
import { isNotFound, PURPOSE_LABEL, withinTime, wordsOf } from '../builders/index.ts';
import type { CreateEntry, JournalEntry, RemoveEntry, RunImageEntry } from './journal-entry.ts';
import { LOOK_MS, lookFor } from './look.ts';
import type { Parts } from './parts.ts';
import { runRemove } from './run-remove.ts';
import { isOurs, undoCreate } from './undo-create.ts';

/**
 * Ends what an earlier run of the app has begun, and says so. What cannot be ended now, since an Engine does not answer,
 * stays in the journal for the next start.
 */
export async function recoverEntry(entry: JournalEntry, parts: Parts): Promise<RecoveryNote> {
  const note = (sentences: readonly string[]): RecoveryNote => ({
    operation: entry.id,
    kind: entry.kind,
    subject: entry.subject,
    sentences,
  });
  try {
    const sentences = await recover(entry, parts);
    await parts.journal.remove(entry.id);
    return note(sentences);
  } catch (error) {
    return note([`It could not be ended now: ${wordsOf(error)}`, 'Slipway tries again at its next start.']);
  }
}

function recover(entry: JournalEntry, parts: Parts): Promise<readonly string[]> {
  switch (entry.kind) {
    case 'create-builder':
      return recoverCreate(entry, parts);
    case 'remove-builder':
      return recoverRemove(entry, parts);
    case 'run-image':
      return recoverRun(entry, parts);
  }
}

/**
 * The store's entry decides: without it nothing was made. With it and a container, the container is completed and
 * started, which pulls nothing; with it alone the builder is whole as `docker buildx create` leaves one.
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
    } else if (found.state.running) {
      sentences.push('Its container was there and runs.');
    } else {
      sentences.push(await complete(entry, parts));
    }
  } else {
    sentences.push('It is saved with all its settings.');
  }
  if (entry.useKey !== null && (await isOurs(entry, parts))) {
    await parts.store.use(builder, { key: entry.useKey });
    sentences.push('It is now the current builder of docker buildx, as you chose.');
  }
  return entry.keepsVolume ? [...sentences, `The state volume ${volume} was kept.`] : sentences;
}

/** A container that was made but never started is filled and started; one that will not start is taken back whole. */
async function complete(entry: CreateEntry, parts: Parts): Promise<string> {
  try {
    await parts.builders.boot({ builder: entry.builder, node: entry.node }, () => {});
    return 'Its container had been made but not started. Slipway has completed and started it.';
  } catch (error) {
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

/** What a person has asked to remove is removed, with the same choice about its state. */
async function recoverRemove(entry: RemoveEntry, parts: Parts): Promise<readonly string[]> {
  const stored = await parts.store.read(entry.builder);
  const same =
    stored?.nodes.length === entry.nodes.length &&
    stored.nodes.every(({ name, endpoint }) =>
      entry.nodes.some((node) => node.node === name && node.endpoint === endpoint),
    );
  if (entry.step === 'finish' || !stored) return ['All of it had been done.'];
  if (!same) return ['A builder of that name has been made anew or changed since, so nothing more was removed.'];
  for (const { endpoint } of entry.nodes) {
    const engine = await parts.engines.engineOf(endpoint);
    await withinTime(LOOK_MS, engine, (signal) => engine.info({ signal, refresh: true }));
  }
  const { error, leftovers } = await runRemove(entry, parts, { step: () => {}, check: () => {} });
  const kept = entry.keepState ? [`Its state was kept.`] : [];
  if (error === undefined) return ['Slipway has removed it now.', ...kept, ...leftovers];
  return [`Slipway has removed what it could: ${wordsOf(error)}`, ...leftovers];
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
