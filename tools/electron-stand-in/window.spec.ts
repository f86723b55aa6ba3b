import { expect } from '@playwright/test';
import { launch, loadedWindow, test } from './fixture.ts';

test('the page has the size that the window was given, and follows a new one', async ({ app, page }) => {
  const size = () => page.evaluate(() => [innerWidth, innerHeight]);
  await expect.poll(size).toEqual([900, 500]);
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(700, 420));
  await expect.poll(size).toEqual([700, 420]);
  const bounds = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getContentBounds());
  expect([bounds?.width, bounds?.height]).toEqual([700, 420]);
});

test('a window of Playwright’s is the app’s own BrowserWindow', async ({ app, page }) => {
  const window = await app.browserWindow(page);
  expect(await window.evaluate((own: Electron.BrowserWindow) => [own.isDestroyed(), own.webContents.getURL()])).toEqual(
    [false, 'app://fixture/index.html'],
  );
  await expect
    .poll(() => window.evaluate((own: Electron.BrowserWindow) => [own.getTitle(), own.isVisible()]))
    .toEqual(['Fixture page', true]);
});

test('the app runs script in its page and hears what fails there', async ({ app, page }) => {
  await page.title();
  const run = (code: string) =>
    app.evaluate(
      ({ BrowserWindow }, text) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(text),
      code,
    );
  expect(await run('Promise.resolve({ title: document.title })')).toEqual({ title: 'Fixture page' });
  await expect(run('Promise.reject(new Error("in the page"))')).rejects.toThrow(/in the page/);
});

test('the theme that the app sets reaches the page', async ({ app, page }) => {
  await page.emulateMedia({ colorScheme: null });
  const set = (source: 'dark' | 'light') =>
    app.evaluate(({ nativeTheme }, wanted) => {
      let heard = 0;
      nativeTheme.once('updated', () => heard++);
      nativeTheme.themeSource = wanted;
      return [nativeTheme.shouldUseDarkColors, heard];
    }, source);
  const dark = () => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  expect((await set('dark'))[0]).toBe(true);
  await expect.poll(dark).toBe(true);
  expect((await set('light'))[0]).toBe(false);
  await expect.poll(dark).toBe(false);
});

test('minimize, maximize and restore are states of the window', async ({ app, page }) => {
  test.skip(!!process.env.DISPLAY, 'without a window manager no state but normal is sure');
  const window = await app.browserWindow(page);
  const states = await window.evaluate((own: Electron.BrowserWindow) => {
    own.maximize();
    const maximized = own.isMaximized();
    own.unmaximize();
    return [maximized, own.isMaximized(), own.isFocused()];
  });
  expect(states).toEqual([true, false, true]);
});

test('a second window has a page of its own, and its end does not end the app', async ({ app, page }) => {
  const opened = app.waitForEvent('window');
  await app.evaluate(({ BrowserWindow }) =>
    new BrowserWindow({ width: 300, height: 200 }).loadURL('app://fixture/index.html'),
  );
  const second = await opened;
  await expect(second.locator('#status')).toHaveText('ready 21');
  expect(await second.evaluate(() => 'api' in window)).toBe(false);
  await second.close();
  await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  expect(await page.title()).toBe('Fixture page');
});

test('loadURL rejects where nothing is, and the window stays usable', async ({ app, page }) => {
  await page.title();
  const load = (url: string) =>
    app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.loadURL(to), url);
  await expect(load('https://nowhere.example/')).rejects.toThrow(/ERR_[A-Z_]+.*loading 'https:\/\/nowhere.example\/'/);
  await load('app://fixture/index.html');
  await expect(page.locator('h1')).toHaveText('Fixture');
});

test('a captured page is a picture of its size', async ({ app, page }) => {
  await page.title();
  const size = await app.evaluate(async ({ BrowserWindow }) =>
    (await BrowserWindow.getAllWindows()[0]?.webContents.capturePage())?.getSize(),
  );
  expect(size).toEqual({ width: 900, height: 500 });
});

test('a page that crashes is told to the app, which can still end', async ({ userData }) => {
  const app = await launch(userData);
  await loadedWindow(app);
  const gone = await app.evaluate(
    ({ BrowserWindow }) =>
      new Promise((resolve) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        contents?.once('render-process-gone', (_event, { reason }) => resolve(reason));
        contents?.forcefullyCrashRenderer();
      }),
  );
  expect(['crashed', 'killed']).toContain(gone);
  const exited = new Promise((resolve) => app.process().once('exit', resolve));
  await app.evaluate(({ app: electronApp }) => electronApp.quit());
  expect(await exited).toBe(0);
});
