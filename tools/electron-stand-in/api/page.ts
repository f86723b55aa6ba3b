import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Script } from 'node:vm';
import type { Session } from '../chromium/connection.ts';
import { electronVersion } from '../host/app-folder.ts';
import { mainWorldScript, preloadWorldScript } from '../page/scripts.ts';
import type { FrameTree } from './frame.ts';
import { isolatedWorld, type PagePort } from './page-port.ts';

/** The options of a page that matter here, with Electron's defaults filled in. */
export interface WebPreferences {
  readonly preload?: string;
  readonly sandbox: boolean;
  readonly contextIsolation: boolean;
  readonly nodeIntegration: boolean;
  readonly additionalArguments?: readonly string[];
}

/** Reads a preload. Throws a SyntaxError with its place, since Chromium would swallow it. */
export function readPreload(file: string): string {
  const source = readFileSync(file, 'utf8');
  new Script(`(function () {\n${source}\n})`, { filename: file, lineOffset: -1 });
  return source;
}

/** Prepares a fresh target: both worlds' scripts, the line to the host, the frames. Nothing of the app has been loaded yet. */
export async function preparePage(
  session: Session,
  port: PagePort,
  frames: FrameTree,
  preferences: WebPreferences,
  preload: string | undefined,
): Promise<void> {
  const isolated = preferences.contextIsolation;
  const [incoming, outgoing] = [`${port.binding}-to-page`, `${port.binding}-to-preload`];
  const nodeIntegration = preferences.nodeIntegration && !isolated;
  const config = { incoming, outgoing, binding: port.binding, isolated, process: preloadProcess(preferences) };
  session.on('Page.frameNavigated', ({ frame }) => frames.navigated(frame));
  session.on('Page.navigatedWithinDocument', ({ frameId, url }) => frames.movedWithin(frameId, url));
  session.on('Page.frameDetached', ({ frameId, reason }) => {
    if (reason === 'remove') frames.removed(frameId);
  });
  await session.send('Page.enable');
  const { frameTree } = await session.send('Page.getFrameTree');
  frames.navigated(frameTree.frame);
  await port.open(session, isolated, (frameId) => frames.isMain(frameId));
  await session.send('Page.addScriptToEvaluateOnNewDocument', {
    source: mainWorldScript({ incoming, outgoing, nodeIntegration }),
  });
  await session.send('Page.addScriptToEvaluateOnNewDocument', {
    source: preloadWorldScript(config, preload),
    ...(isolated ? { worldName: isolatedWorld } : {}),
  });
  await session.send('Runtime.enable');
}

function preloadProcess({
  sandbox,
  contextIsolation,
  preload,
  additionalArguments,
}: WebPreferences): Record<string, unknown> {
  return {
    platform: process.platform,
    arch: process.arch,
    type: 'renderer',
    sandboxed: sandbox,
    contextIsolated: contextIsolation,
    env: {},
    argv: ['electron', ...(additionalArguments ?? [])],
    execPath: process.argv[0],
    resourcesPath: preload === undefined ? '' : dirname(preload),
    versions: {
      node: process.versions.node,
      v8: process.versions.v8,
      electron: electronVersion(),
      chrome: process.versions.chrome,
    },
  };
}
