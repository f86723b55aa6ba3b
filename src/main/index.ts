import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, dialog } from 'electron';
import {
  electronTransport,
  installMenu,
  lockDown,
  MainWindow,
  nativeOf,
  registerAppScheme,
  serveApp,
} from './desktop/index.ts';
import { environmentOf, withLoginShell } from './engine/index.ts';
import { bindContract, requestHandlers, topicSources } from './ipc/index.ts';
import { startServices } from './services.ts';

/** The composition root: one window, one set of services, bound by the contract. */
async function main(): Promise<void> {
  registerAppScheme();
  if (!app.requestSingleInstanceLock()) return app.quit();

  const window = new MainWindow(join(__dirname, '../preload/index.cjs'));
  app.on('second-instance', () => void window.show());
  app.on('activate', () => void window.show());
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });

  await app.whenReady();
  lockDown();
  serveApp(join(__dirname, '../renderer'));
  installMenu((command) => void window.command(command));

  const started = environmentOf({ env: process.env, home: homedir(), platform: process.platform });
  const services = await startServices({
    environment: process.stdin.isTTY || process.env.TERM ? started : await withLoginShell(started),
    userData: app.getPath('userData'),
    desktop: nativeOf(window),
    versions: { version: app.getVersion(), electron: process.versions.electron ?? '' },
  });
  bindContract({
    transport: electronTransport,
    handlers: requestHandlers(services),
    topics: topicSources(services),
    report: (name, error) => console.error(`${name}:`, error instanceof Error ? error.stack : error),
  });
  closeBeforeQuit(() => services.close());
  await window.show();
}

/** Lets the services end what they hold (streams, spools, running builds) before the process goes. */
function closeBeforeQuit(close: () => Promise<void>): void {
  let closed = false;
  app.on('before-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    void close().finally(() => {
      closed = true;
      app.quit();
    });
  });
}

main().catch((error: unknown) => {
  dialog.showErrorBox('Slipway could not start', error instanceof Error ? error.message : String(error));
  app.exit(1);
});
