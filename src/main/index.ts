import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { app, dialog, powerMonitor } from 'electron';
import { usableDataFolder } from './data-folder.ts';
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
import { type DockerEnvironment, environmentOf, withLoginShell } from './engine/index.ts';
import { bindContract, requestHandlers, topicSources } from './ipc/index.ts';
import { type StartedServices, startServices } from './services.ts';

/** How long the end of the app waits for its services, in milliseconds: one that hangs must not keep it. */
const CLOSE_MS = 10_000;

/** The composition root: one window, one set of services, bound by the contract. */
async function main(): Promise<void> {
  registerAppScheme();
  const data = usableDataFolder(app.getPath('userData'));
  if (data.trouble !== undefined) app.setPath('userData', data.folder);
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

  const ending = new AbortController();
  const starting = environmentHere(ending.signal).then((environment) => {
    ending.signal.throwIfAborted();
    return startServices({
      environment,
      userData: data.folder,
      dataTrouble: data.trouble,
      desktop: { ...nativeOf(window), answerQuit: (answer) => guard.answer(answer) },
      versions: { version: app.getVersion(), electron: process.versions.electron ?? '' },
    });
  });
  starting.then(
    (started) => {
      services = started;
    },
    (error: unknown) => ending.signal.aborted || report('start', error),
  );
  // The window does not wait for the services: what it asks is answered once they are there.
  bindContract({
    transport: electronTransport,
    handlers: starting.then(requestHandlers),
    topics: starting.then(topicSources),
    report,
  });
  closeBeforeQuit(guard, async () => {
    ending.abort();
    const started = await starting.catch(() => undefined);
    await started?.close();
  });
  quitUnasked(guard);
  // Not before the contract is bound: a page that opens earlier would find nobody who answers.
  app.on('second-instance', () => void window.show());
  app.on('activate', () => void window.show());
  installMenu((command) => void window.command(command));
  await window.show();
}

/** Started without a terminal, what the login shell adds is waited for. */
function environmentHere(signal: AbortSignal): Promise<DockerEnvironment> {
  const started = environmentOf({ env: process.env, home: homedir(), platform: process.platform });
  const hasTerminal = process.stdin.isTTY || Boolean(process.env.TERM);
  return hasTerminal ? Promise.resolve(started) : withLoginShell(started, { signal });
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
