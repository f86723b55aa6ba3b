// Entry of a process of its own: the daemon of a made-up build, so that it takes no time from what is measured.

import { startDaemon } from './daemon.ts';
import type { LoadPlan } from './plan.ts';
import { streamOf } from './stream.ts';

/** What the parent says. */
export type ToDaemon =
  | { readonly kind: 'listen'; readonly path: string }
  | { readonly kind: 'begin'; readonly ref: string; readonly plan: LoadPlan; readonly rate: number };

process.once('message', ({ path }: ToDaemon & { kind: 'listen' }) => {
  void startDaemon(path).then((daemon) => {
    process.send?.({ kind: 'listening' });
    process.on('message', (message: ToDaemon) => {
      if (message.kind !== 'begin') return;
      const { ref, plan, rate } = message;
      daemon.begin({ ref, rate, startedAt: plan.startedAt, messages: () => streamOf(plan) });
      process.send?.({ kind: 'begun' });
    });
    void daemon.streamed.then((streamed) => process.send?.({ kind: 'streamed', streamed }));
  });
});
process.on('disconnect', () => process.exit(0));
