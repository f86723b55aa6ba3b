import type { Protocol } from '../../../node_modules/playwright-core/types/protocol.d.ts';
import type { Session } from '../chromium/connection.ts';
import type { Host } from './host.ts';
import { mayNavigate } from './navigation.ts';
import type { ProtocolModule } from './protocol.ts';
import { WebContents } from './web-contents.ts';

type Paused = Protocol.Fetch.requestPausedPayload;

const blank = Buffer.from('<!doctype html><title></title>').toString('base64');

/**
 * Holds every request that the app has a say in, on the browser's own session: there documents, workers and dynamic imports all arrive. What
 * Playwright routes on a page comes here only when its route lets it through.
 */
export async function answerRequests(root: Session, host: Host, protocol: ProtocolModule): Promise<void> {
  root.on('Fetch.requestPaused', (paused) => {
    answer(root, host, protocol, paused).catch((error: unknown) => {
      const text = error instanceof Error ? error.stack : String(error);
      if (!/Invalid InterceptionId|Chromium is gone/.test(String(text)))
        process.stderr.write(`electron stand-in: ${paused.request.url}: ${text}\n`);
      root.send('Fetch.failRequest', { requestId: paused.requestId, errorReason: 'Failed' }).catch(() => undefined);
    });
  });
  await root.send('Fetch.enable', {
    patterns: [{ urlPattern: 'https://*.invalid/*' }, { urlPattern: '*', resourceType: 'Document' }],
  });
}

async function answer(root: Session, host: Host, protocol: ProtocolModule, paused: Paused): Promise<void> {
  const { requestId } = paused;
  if (new URL(paused.request.url).hostname.endsWith('.stand-in.invalid')) {
    const responseHeaders = [{ name: 'content-type', value: 'text/html' }];
    await root.send('Fetch.fulfillRequest', { requestId, responseCode: 200, responseHeaders, body: blank });
    return;
  }
  const contents = paused.resourceType === 'Document' ? contentsOf(paused.frameId) : undefined;
  if (contents !== undefined) {
    if (!mayNavigate(paused, contents, host)) {
      await root.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
      return;
    }
    await host.session.defaultSession.permissions.settle(root, host.urls, contents, paused.request.url);
  }
  const response = await protocol.answer(paused);
  if (response === undefined) await root.send('Fetch.continueRequest', { requestId });
  else await root.send('Fetch.fulfillRequest', response);
}

function contentsOf(frameId: string): WebContents | undefined {
  return WebContents.all().find((contents) => contents.frames.frame(frameId) !== null);
}
