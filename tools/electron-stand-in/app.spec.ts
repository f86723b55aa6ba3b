import { expect } from '@playwright/test';
import { appFolder, launch, loadedWindow, onStandIn, test } from './fixture.ts';

test('the app knows its name, version, folder and places', async ({ app, page, userData }) => {
  await page.title();
  const known = await app.evaluate(({ app: electronApp }) => ({
    name: electronApp.getName(),
    version: electronApp.getVersion(),
    path: electronApp.getAppPath(),
    userData: electronApp.getPath('userData'),
    packaged: electronApp.isPackaged,
    ready: electronApp.isReady(),
    type: process.type,
  }));
  expect(known).toEqual({
    ...{
      name: 'Stand-in fixture',
      version: '3.2.1',
      path: appFolder,
      userData,
      packaged: false,
      ready: true,
      type: 'browser',
    },
  });
});

test('setPath and setName move the places, and an unknown place is refused', async ({ app, page, userData }) => {
  await page.title();
  const moved = await app.evaluate(({ app: electronApp }, folder) => {
    electronApp.setPath('userData', folder);
    return electronApp.getPath('userData');
  }, `${userData}/moved`);
  expect(moved).toBe(`${userData}/moved`);
  await expect(app.evaluate(({ app: electronApp }) => electronApp.getPath('nowhere' as 'home'))).rejects.toThrow(
    /Failed to get 'nowhere' path/,
  );
});

test('the events of a life come in Electron’s order', async ({ userData }) => {
  const app = await launch(userData, { FIXTURE_SAY: '1' });
  const said: string[] = [];
  app.process().stdout?.on('data', (chunk: Buffer) => said.push(...String(chunk).trim().split('\n')));
  const page = await loadedWindow(app);
  const events = () => app.evaluate(() => (globalThis as unknown as { events: string[] }).events.slice());
  await expect.poll(events).toContain('ready-to-show');
  const order = await events();
  expect(order.slice(0, 2)).toEqual(['ready', 'whenReady']);
  expect([...order.slice(2)].sort()).toEqual(['did-finish-load', 'ready-to-show']);
  const closed = app.waitForEvent('close');
  await page.close();
  await closed;
  expect(said.filter((line) => line.startsWith('event') && line !== 'event ready')).toEqual([
    ...['event window-all-closed', 'event before-quit', 'event will-quit', 'event quit'],
  ]);
});

test('before-quit and a window’s close can keep the app', async ({ app, page }) => {
  const tried = await app.evaluate(({ app: electronApp, BrowserWindow }) => {
    electronApp.once('before-quit', (event) => event.preventDefault());
    electronApp.quit();
    const [window] = BrowserWindow.getAllWindows();
    window?.once('close', (event) => event.preventDefault());
    window?.close();
    return window?.isDestroyed();
  });
  expect(tried).toBe(false);
  expect(await page.title()).toBe('Fixture page');
});

test('switches on the command line are the app’s to read and to add to', async ({ app, page, userData }) => {
  await page.title();
  const found = await app.evaluate(({ app: electronApp }) => {
    electronApp.commandLine.appendSwitch('own-switch', 'value');
    const { commandLine } = electronApp;
    return [
      commandLine.getSwitchValue('user-data-dir'),
      commandLine.hasSwitch('own-switch'),
      commandLine.getSwitchValue('own-switch'),
    ];
  });
  expect(found).toEqual([userData, true, 'value']);
});

test('what is not emulated says so by its name', async ({ app, page }) => {
  test.skip(!onStandIn, 'a real binary has them all');
  await page.title();
  await expect(app.evaluate((electron) => electron.Tray.name)).rejects.toThrow(
    'electron stand-in: electron.Tray is not emulated',
  );
  await expect(app.evaluate(({ app: electronApp }) => electronApp.getLoginItemSettings())).rejects.toThrow(
    /app.getLoginItemSettings is not emulated/,
  );
});
