import type { RefObject } from 'react';
import { flushSync } from 'react-dom';
import type { BuildHead } from '../../../shared/contract/index.ts';
import { useKeys } from '../../app/index.ts';
import { nextOf, nextWhere, type Steps } from '../../graph/index.ts';
import { buildAgain } from '../new-build/prefill.ts';

interface BuildKeys {
  readonly head: BuildHead | undefined;
  readonly steps: Steps;
  readonly selected: string | undefined;
  readonly onSelect: (step: string) => void;
  /** Brings the graph or the log of the panel on the page, where it may not be yet. */
  readonly onShow: (what: 'graph' | 'log') => void;
  readonly onCancel: () => void;
  readonly page: RefObject<HTMLElement | null>;
}

const GROUP = 'Build';
const PLACE = { graph: '.react-flow[tabindex="0"]', log: '[data-panel] section[tabindex="0"]' } as const;

/** Single letters of the build view. */
export function useBuildKeys({ head, steps, selected, onSelect, onShow, onCancel, page }: BuildKeys): void {
  const order = head?.stages.flatMap((stage) => stage.steps.filter((id) => steps[id] !== undefined)) ?? [];
  const go = (step: string | undefined) => {
    if (step !== undefined) onSelect(step);
  };
  const goTo = (what: 'graph' | 'log') => {
    // Drawn at once: only what is on the page can take the focus.
    flushSync(() => onShow(what));
    page.current?.querySelector<HTMLElement>(PLACE[what])?.focus();
  };
  const bindings = [
    { keys: 'J', what: 'Next step', group: GROUP, run: () => go(nextOf(order, selected, 1)) },
    { keys: 'K', what: 'Step before', group: GROUP, run: () => go(nextOf(order, selected, -1)) },
    {
      keys: 'E',
      what: 'Next error',
      group: GROUP,
      run: () => go(nextWhere(order, selected, (id) => steps[id]?.status === 'failed')),
    },
    { keys: 'G', what: 'Graph', group: GROUP, run: () => goTo('graph') },
    { keys: 'L', what: 'Log', group: GROUP, run: () => goTo('log') },
  ];
  const running = head?.summary.status === 'running';
  useKeys([
    ...bindings,
    ...(running && head?.cancellable === true
      ? [{ keys: '.', what: 'Cancel the build', group: GROUP, run: onCancel }]
      : []),
    ...(head !== undefined && !running && head.request !== undefined
      ? [{ keys: 'R', what: 'Build again', group: GROUP, run: () => buildAgain(head) }]
      : []),
  ]);
}
