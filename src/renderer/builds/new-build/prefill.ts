import { createStore } from 'zustand/vanilla';
import type { BuildHead, BuildRequestFacts } from '../../../shared/contract/index.ts';
import { openOverlay } from '../../app/index.ts';

/** What the sheet starts with when a build is to be made again. Values of arguments are not kept, since they may be secret. */
export interface Prefill extends Omit<BuildRequestFacts, 'cliTwin'> {
  readonly builder: string;
}

const prefill = createStore<{ readonly value: Prefill | undefined }>(() => ({ value: undefined }));

/** Opens the sheet with what a build was asked for. */
export function buildAgain(head: BuildHead): void {
  if (head.request === undefined) return;
  prefill.setState({ value: { ...head.request, builder: head.summary.builder } });
  openOverlay({ kind: 'new-build', path: head.request.context, builder: head.summary.builder });
}

/** What was asked for last, if it is of that folder; it is forgotten by being read. */
export function takePrefill(path: string | undefined): Prefill | undefined {
  const { value } = prefill.getState();
  prefill.setState({ value: undefined });
  return value?.context === path ? value : undefined;
}
