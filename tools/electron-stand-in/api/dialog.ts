import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { dialogPage } from './dialog-page.ts';
import { notEmulated } from './guard.ts';
import type { Host } from './host.ts';
import { codec } from './page-port.ts';

/** The part of Electron's options that the folder list follows. */
export interface OpenOptions {
  readonly title?: string;
  readonly defaultPath?: string;
  readonly buttonLabel?: string;
  readonly message?: string;
  readonly properties?: readonly string[];
}

export interface OpenResult {
  readonly canceled: boolean;
  readonly filePaths: string[];
}

/** One folder as the list shows it. */
export interface Listing {
  readonly path: string;
  readonly parent: string;
  readonly entries: readonly { readonly name: string; readonly path: string; readonly folder: boolean }[];
  readonly error: string;
}

/** Lists a folder: folders first, hidden ones last, files only where they can be chosen. */
export async function listFolder(path: string, files: boolean): Promise<Listing> {
  const folder = resolve(path);
  const base = { path: folder, parent: dirname(folder) };
  try {
    const names = await readdir(folder, { withFileTypes: true });
    const entries = await Promise.all(
      names.map(async (entry) => {
        const full = join(folder, entry.name);
        const isFolder = entry.isSymbolicLink() ? await pointsToFolder(full) : entry.isDirectory();
        return { name: entry.name, path: full, folder: isFolder };
      }),
    );
    const rank = (entry: { name: string; folder: boolean }) =>
      (entry.folder ? 0 : 2) + (entry.name.startsWith('.') ? 1 : 0);
    const shown = entries.filter((entry) => entry.folder || files);
    return { ...base, entries: shown.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name)), error: '' };
  } catch (error) {
    return { ...base, entries: [], error: (error as Error).message };
  }
}

async function pointsToFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Electron's `dialog`: opening is a list in a window of its own, everything else must be replaced by a test. */
export function makeDialog(host: Host) {
  async function showOpenDialog(...given: readonly (object | undefined)[]): Promise<OpenResult> {
    const options = (given.at(-1) ?? {}) as OpenOptions;
    const browser = host.browser('dialog.showOpenDialog');
    const targetId = await browser.openTarget(640, 520);
    const page = await browser.attach(targetId);
    const files = options.properties?.includes('openDirectory') !== true || options.properties.includes('openFile');
    const answer = Promise.withResolvers<OpenResult>();
    const cancel = () => answer.resolve({ canceled: true, filePaths: [] });
    browser.root.on('Target.targetDestroyed', (gone) => {
      if (gone.targetId === targetId) cancel();
    });
    const show = async (path: string) => {
      const listing = JSON.stringify(codec.encode(await listFolder(path, files)));
      await page.send('Runtime.evaluate', { expression: `standInShow(${listing}.p)` });
    };
    page.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name !== 'standInDialog') return;
      const message = JSON.parse(payload) as { readonly list?: string; readonly choose?: string };
      if (message.list !== undefined) void show(message.list).catch(cancel);
      else if (message.choose !== undefined) answer.resolve({ canceled: false, filePaths: [message.choose] });
      else cancel();
    });
    const open = async () => {
      await page.send('Page.enable');
      await page.send('Runtime.enable');
      await page.send('Runtime.addBinding', { name: 'standInDialog' });
      const windowId = await browser.root.send('Browser.getWindowForTarget', { targetId });
      await browser.root.send('Browser.setContentsSize', { windowId: windowId.windowId, width: 640, height: 520 });
      const { frameTree } = await page.send('Page.getFrameTree');
      await page.send('Page.setDocumentContent', { frameId: frameTree.frame.id, html: dialogPage(options, files) });
      await show(options.defaultPath ?? homedir());
      await page.send('Page.bringToFront').catch(() => undefined);
    };
    // Where the window was closed meanwhile, that is the answer and no fault.
    open().catch((error: unknown) => {
      browser.root.send('Target.getTargetInfo', { targetId }).then(() => answer.reject(error), cancel);
    });
    try {
      return await answer.promise;
    } finally {
      await browser.root.send('Target.closeTarget', { targetId }).catch(() => undefined);
    }
  }

  return {
    showOpenDialog,
    showErrorBox: (title: string, content: string) => process.stderr.write(`${title}\n${content}\n`),
    showMessageBox: notEmulated('dialog.showMessageBox (a test replaces it)'),
    showMessageBoxSync: notEmulated('dialog.showMessageBoxSync (a test replaces it)'),
    showSaveDialog: notEmulated('dialog.showSaveDialog (a test replaces it)'),
    showSaveDialogSync: notEmulated('dialog.showSaveDialogSync (a test replaces it)'),
    showOpenDialogSync: notEmulated('dialog.showOpenDialogSync (a test replaces it)'),
  };
}
