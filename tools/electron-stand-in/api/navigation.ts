import type { Protocol } from '../../../node_modules/playwright-core/types/protocol.d.ts';
import type { Session } from '../chromium/connection.ts';
import { PreventableEvent } from './events.ts';
import type { Host } from './host.ts';
import type { WebContents } from './web-contents.ts';

/** A headed window opens on a page of its own, which is nobody's business. */
const emptyWindow = /^https:\/\/window-[\d-]+\.stand-in\.invalid\//;

/** Turns a page's session events into Electron's navigation events. */
export function followNavigation(session: Session, contents: WebContents, host: Host): void {
  const { frames } = contents;
  const isEmpty = () => emptyWindow.test(frames.main.url);
  session.on('Page.frameStartedLoading', ({ frameId }) => {
    if (frames.isMain(frameId) && !isEmpty()) contents.setLoading(true);
  });
  session.on('Page.frameNavigated', ({ frame }) => {
    if (frame.parentId !== undefined || emptyWindow.test(frame.url)) return;
    const url = host.urls.toApp(frame.url);
    if (frame.unreachableUrl === undefined) contents.emit('did-navigate', {}, url, 200, 'OK');
    else
      contents.emit(
        'did-fail-load',
        {},
        -2,
        'ERR_FAILED',
        host.urls.toApp(frame.unreachableUrl),
        true,
        1,
        frames.main.routingId,
      );
  });
  session.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
    contents.emit('did-navigate-in-page', {}, host.urls.toApp(url), frames.isMain(frameId), 1, 1);
  });
  session.on('Page.domContentEventFired', () => {
    if (!isEmpty()) contents.emit('dom-ready', {});
  });
  session.on('Page.loadEventFired', () => {
    if (isEmpty()) return;
    contents.emit('did-finish-load', {});
    contents.emit('did-frame-finish-load', {}, true, 1, 1);
  });
  session.on('Page.frameStoppedLoading', ({ frameId }) => {
    if (frames.isMain(frameId)) contents.setLoading(false);
  });
  session.on('Runtime.consoleAPICalled', ({ type, args, stackTrace }) => {
    if (contents.listenerCount('console-message') === 0) return;
    const message = args.map((argument) => String(argument.value ?? argument.description ?? argument.type)).join(' ');
    const [frame] = stackTrace?.callFrames ?? [];
    const level = type === 'error' ? 'error' : type === 'warning' ? 'warning' : type === 'debug' ? 'debug' : 'info';
    const sourceId = host.urls.toApp(frame?.url ?? '');
    contents.emit('console-message', {
      message,
      level,
      lineNumber: (frame?.lineNumber ?? 0) + 1,
      sourceId,
      frame: frames.main,
    });
  });
  session.on('Inspector.targetCrashed', () =>
    contents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 }),
  );
}

/**
 * Whether a page may go where it wants to: asked before the request of a main frame's document that neither the app nor a reload began.
 * A subframe is asked about by `will-frame-navigate` alone.
 */
export function mayNavigate(paused: Protocol.Fetch.requestPausedPayload, contents: WebContents, host: Host): boolean {
  const url = host.urls.toApp(`${paused.request.url}${paused.request.urlFragment ?? ''}`);
  const main = contents.frames.isMain(paused.frameId);
  if (main && contents.takeExpected(paused.request.url)) return true;
  const frame = contents.frames.frame(paused.frameId);
  if (main && withoutFragment(frame?.url ?? '') === withoutFragment(url)) return true;
  const fields = { url, isMainFrame: main, frame, initiator: frame, isSameDocument: false };
  const frameEvent = new PreventableEvent(fields);
  contents.emit('will-frame-navigate', frameEvent);
  if (frameEvent.defaultPrevented || !main) return !frameEvent.defaultPrevented;
  const event = new PreventableEvent(fields);
  contents.emit('will-navigate', event, url);
  return !event.defaultPrevented;
}

function withoutFragment(url: string): string {
  return url.split('#', 1)[0] ?? '';
}
