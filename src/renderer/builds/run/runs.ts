import { useEffect } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { RunImage } from '../../../shared/actions/index.ts';
import type { Failure } from '../../../shared/contract/index.ts';
import { ask, topicHandle } from '../../app/index.ts';

/** Runs kept, of as many builds; main keeps as many operations that have ended. */
const MOST = 100;

/** The run of a build's image: its operation, once main has answered. */
type Run = { readonly operation: string | undefined };
type Runs = ReadonlyMap<string, Run>;

/** By the key of the build, the oldest first. It outlives the page, so that a run can be stopped when one comes back to it. */
const runs = createStore<{ readonly known: Runs }>(() => ({ known: new Map() }));

/** With the newest run of a build, or without any; the oldest go where there are too many. */
export function withRun(known: Runs, key: string, run: Run | undefined): Runs {
  const others = [...known].filter(([other]) => other !== key);
  return new Map(run === undefined ? others : [...others, [key, run] as const].slice(-MOST));
}

function setRun(key: string, run: Run | undefined): void {
  runs.setState(({ known }) => ({ known: withRun(known, key, run) }));
}

/** @returns why it could not be begun */
export async function startRun(key: string, action: RunImage): Promise<Failure | undefined> {
  setRun(key, { operation: undefined });
  const reply = await ask('images.run', action);
  setRun(key, reply.ok ? { operation: reply.value.operation } : undefined);
  return reply.ok ? undefined : reply.failure;
}

/** Takes away what is shown of a run that has ended. */
export function closeRun(key: string): void {
  setRun(key, undefined);
}

interface RunView {
  /** Undefined before main has answered. */
  readonly operation: string | undefined;
  readonly state: 'none' | 'asked' | 'running' | 'ended';
}

/** The run of a build's image, followed while it is shown. */
export function useRun(key: string): RunView {
  const run = useStore(runs, ({ known }) => known.get(key));
  const operation = run?.operation;
  const handle = operation === undefined ? undefined : topicHandle('operation', operation);
  useEffect(() => handle?.hold(), [handle]);
  const goesOn = useStore(handle?.store ?? NOTHING, ({ head, failure }) =>
    head === undefined ? failure === undefined : head.status === 'running',
  );
  if (run === undefined) return { operation, state: 'none' };
  if (operation === undefined) return { operation, state: 'asked' };
  return { operation, state: goesOn ? 'running' : 'ended' };
}

type Followed = Pick<ReturnType<ReturnType<typeof topicHandle<'operation'>>['store']['getState']>, 'head' | 'failure'>;
const NOTHING = createStore<Followed>(() => ({ head: undefined }));
