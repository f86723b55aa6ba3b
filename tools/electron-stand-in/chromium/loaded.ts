import type { Session } from './connection.ts';

/** Resolves when the page of this address stands in a target with everything loaded, also if it did before. */
export async function untilLoaded(session: Session, url: string): Promise<void> {
  const loaded = new Set<string>();
  const done = Promise.withResolvers<void>();
  let wanted = '';
  const check = () => {
    if (loaded.has(wanted)) done.resolve();
  };
  const see = (frame: { readonly url: string; readonly loaderId: string; readonly parentId?: string | undefined }) => {
    if (frame.url !== url || frame.parentId !== undefined) return;
    wanted = frame.loaderId;
    check();
  };
  session.on('Page.frameNavigated', ({ frame }) => see(frame));
  session.on('Page.lifecycleEvent', ({ loaderId, name }) => {
    if (name !== 'load') return;
    loaded.add(loaderId);
    check();
  });
  await session.send('Page.enable');
  await session.send('Page.setLifecycleEventsEnabled', { enabled: true });
  see((await session.send('Page.getFrameTree')).frameTree.frame);
  await done.promise;
}
