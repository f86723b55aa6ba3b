import { failureOf, SlipwayError } from '../../shared/contract/index.ts';
import { bootReporter } from './boot-steps.ts';
import type { CreateEntry } from './journal-entry.ts';
import type { Operation } from './operation.ts';
import { leaveIfClosing, noteStep, type Parts } from './parts.ts';
import type { CreatePlan } from './plan-create.ts';
import { undoCreate } from './undo-create.ts';

/**
 * Makes a builder. What fails or is cancelled is taken back as a whole; what could not be taken back is said. One that is whole stays, also
 * where it cannot be made current.
 *
 * @returns what stays, in sentences, when it was taken back
 */
export async function runCreate(
  operation: Operation,
  plan: CreatePlan,
  entry: CreateEntry,
  parts: Parts,
): Promise<{ readonly error?: unknown; readonly leftovers: readonly string[] }> {
  const leftovers: string[] = [];
  try {
    if (plan.emptiesVolume) {
      await step('delete-state', () => deleteState(plan, parts, operation.signal));
      leftovers.push(`The old state volume ${plan.volume} was deleted, as you chose.`);
    }
    await step('write-store', () => parts.store.save(plan.instance, { onlyNew: true, signal: operation.signal }));
    if (plan.boot) await boot();
    operation.check();
  } catch (error) {
    leaveIfClosing(parts);
    // Without it a crash from here on is recovered as one in the step before, which does no harm.
    await parts.journal.write({ ...entry, step: 'undo' }).catch(() => {});
    leftovers.push(...(await undoCreate(entry, parts)));
    await parts.journal.remove(entry.id);
    return { error: asTold(error, plan), leftovers };
  }
  const notUsed = await use();
  // Without the note a crash from here on is recovered as one in the step before, which does no harm.
  await noteStep(parts, entry, 'finish').catch(() => {});
  await parts.journal.remove(entry.id);
  return { ...notUsed, leftovers: [] };

  async function use(): Promise<{ readonly error?: unknown }> {
    const { useKey, instance } = plan;
    if (useKey === null) return {};
    try {
      await step('use', () => parts.store.use(instance.name, { key: useKey }));
      return {};
    } catch (error) {
      leaveIfClosing(parts);
      return { error: notMadeCurrent(plan, error) };
    }
  }

  async function step(id: string, run: () => Promise<void>): Promise<void> {
    operation.check();
    operation.step(id, 'running');
    await noteStep(parts, entry, id);
    await run();
    operation.step(id, 'done');
  }

  async function boot(): Promise<void> {
    operation.check();
    const report = bootReporter(operation, '', (id) => noteStep(parts, entry, id));
    const ref = { builder: plan.instance.name, node: plan.node };
    await parts.builders.boot(ref, report, { signal: operation.signal });
  }
}

async function deleteState(plan: CreatePlan, { engines }: Parts, signal: AbortSignal): Promise<void> {
  const engine = await engines.engineOf(plan.endpoint);
  try {
    await engine.volumes.remove(plan.volume, { signal });
  } catch (error) {
    if (error instanceof SlipwayError && error.failure.code === 'not-found') return;
    throw error;
  }
}

function notMadeCurrent({ instance }: CreatePlan, cause: unknown): SlipwayError {
  const { code, title, detail } = failureOf(cause);
  return new SlipwayError(
    {
      code,
      title: `The builder ${instance.name} was made, but it is not the current one.`,
      meaning: title,
      remedy: 'It is on the list of builders: choose Make current there.',
      ...(detail === undefined ? {} : { detail }),
    },
    { cause },
  );
}

/** As the one who asked for the builder reads it. */
function asTold(error: unknown, plan: CreatePlan): unknown {
  if (!(error instanceof SlipwayError)) return error;
  const { command, ...failure } = error.failure;
  // A command that looks at the container is of no use once that was taken back.
  if (failure.code === 'boot-failed') return new SlipwayError(failure, { cause: error });
  if (failure.code !== 'not-found' || !/no such container/i.test(failure.detail ?? '')) return error;
  return new SlipwayError(
    {
      code: 'conflict',
      title: `The builder ${plan.instance.name} was removed while it was being made.`,
      meaning: 'Another program, or another Slipway, removed its container.',
      remedy: 'Make it again if you still want it.',
      detail: failure.detail ?? '',
    },
    { cause: error },
  );
}
