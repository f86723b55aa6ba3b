import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { app, dialog, powerMonitor } from 'electron';
import {
  electronTransport,
  installMenu,
  lockDown,
  MainWindow,
  nativeOf,
  QuitGuard,
  registerAppScheme,
  serveApp,
} from './desktop/index.ts';
import { environmentOf, withLoginShell } from './engine/index.ts';
import { bindContract, requestHandlers, topicSources } from './ipc/index.ts';
import { type StartedServices, startServices } from './services.ts';

/** How long the end of the app waits for its services, in milliseconds: one that hangs must not keep it. */
const CLOSE_MS = 10_000;

/** The composition root: one window, one set of services, bound by the contract. */
async function main(): Promise<void> {
  registerAppScheme();
  if (!app.requestSingleInstanceLock()) return app.quit();

  let services: StartedServices | undefined;
  const guard = new QuitGuard({
    builds: () => services?.builds.runsHere().map(({ key, name, builder }) => ({ key, name, builder })) ?? [],
    tell: (command) => window.command(command),
    quit: () => app.quit(),
  });
  const window = new MainWindow(join(__dirname, '../preload/index.cjs'), {
    // On a Mac the app, and with it its builds, outlives its window.
    mayClose: () => process.platform === 'darwin' || guard.mayQuit(),
    pageLost: () => guard.pageLost(),
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });

  await app.whenReady();
  lockDown();
  serveApp(join(__dirname, '../renderer'));

  const started = environmentOf({ env: process.env, home: homedir(), platform: process.platform });
  services = await startServices({
    environment: process.stdin.isTTY || process.env.TERM ? started : await withLoginShell(started),
    userData: app.getPath('userData'),
    desktop: { ...nativeOf(window), answerQuit: (answer) => guard.answer(answer) },
    versions: { version: app.getVersion(), electron: process.versions.electron ?? '' },
  });
  bindContract({
    transport: electronTransport,
    handlers: requestHandlers(services),
    topics: topicSources(services),
    report,
  });
  const { close } = services;
  closeBeforeQuit(guard, close);
  quitUnasked(guard);
  // Not before the contract is bound: a page that opens earlier would find nobody who answers.
  app.on('second-instance', () => void window.show());
  app.on('activate', () => void window.show());
  installMenu((command) => void window.command(command));
  await window.show();
}

function report(name: string, error: unknown): void {
  console.error(`${name}:`, error instanceof Error ? error.stack : error);
}

/** The end of the system, of the terminal, or of what started the app: nobody is asked. */
function quitUnasked(guard: QuitGuard): void {
  const quit = () => {
    guard.allow();
    app.quit();
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, quit);
  // The system goes on with its end by itself.
  powerMonitor.on('shutdown', () => guard.allow());
}

/** Lets the services end what they hold (streams, spools, running builds) before the process goes. */
function closeBeforeQuit(guard: QuitGuard, close: () => Promise<void>): void {
  let state: 'open' | 'closing' | 'closed' = 'open';
  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing' || !guard.mayQuit()) return;
    guard.allow();
    state = 'closing';
    void Promise.race([close(), delay(CLOSE_MS, undefined, { ref: false })])
      .catch((error: unknown) => report('close', error))
      .then(() => {
        state = 'closed';
        app.quit();
      });
  });
}

main().catch((error: unknown) => {
  dialog.showErrorBox('Slipway could not start', error instanceof Error ? error.message : String(error));
  app.exit(1);
});
