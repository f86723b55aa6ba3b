import { expect } from '@playwright/test';
import { test } from './fixture.ts';

test('the policy of the answer’s headers holds: inline script and eval do not run, nor does a foreign request', async ({
  page,
}) => {
  // Tried by the page itself: what a debugger evaluates may use eval whatever the policy says.
  await expect
    .poll(() => page.evaluate(() => window.tried))
    .toEqual({
      ...{ foreign: 'refused', evaluated: 'refused', added: 'refused' },
      violations: ['connect-src', 'script-src', 'script-src-elem'],
    });
  expect(await page.evaluate(() => window.inlineRan ?? false)).toBe(false);
});

test('will-navigate can keep a page where it is, whoever asks', async ({ app, page }) => {
  await page.locator('#away').click();
  await page.evaluate(() => {
    location.href = 'https://example.org/by-script';
  });
  await expect
    .poll(() =>
      app.evaluate(() =>
        (globalThis as unknown as { events: string[] }).events.filter((event) => event.startsWith('will-navigate')),
      ),
    )
    .toEqual(['will-navigate https://example.org/away', 'will-navigate https://example.org/by-script']);
  expect(await page.evaluate(() => 'api' in window && document.title)).toBe('Fixture page');
});

test('a reload is no navigation to prevent', async ({ page }) => {
  await page.reload();
  await expect(page.locator('#status')).toHaveText('ready 21');
  expect(await page.evaluate(() => window.api.invoke('echo', 1))).toEqual([1]);
});

test('a frame inside the page has neither the preload nor its line', async ({ page }) => {
  const inside = await page.evaluate(async () => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    const world = frame.contentWindow as unknown as Record<string, unknown>;
    return ['api', 'require', 'process'].filter((name) => name in world);
  });
  expect(inside).toEqual([]);
});

test('a page may go elsewhere when nobody prevents it', async ({ app, page }) => {
  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.removeAllListeners('will-navigate'),
  );
  await page.evaluate(() => {
    location.href = 'app://fixture/worker.js'.replace('app://fixture', location.origin);
  });
  const url = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL());
  await expect.poll(url).toBe('app://fixture/worker.js');
});

test('a denied window opens nothing and its address was asked about', async ({ app, page }) => {
  expect(await page.evaluate(() => window.open('https://example.org/script') === null)).toBe(true);
  await page.locator('#blank').click();
  await expect
    .poll(() =>
      app.evaluate(() =>
        (globalThis as unknown as { events: string[] }).events.filter((event) => event.startsWith('open')),
      ),
    )
    .toEqual(['open https://example.org/script', 'open https://example.org/blank']);
  expect(app.windows()).toHaveLength(1);
});

test('an allowed window becomes a window of the app', async ({ app, page }) => {
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.setWindowOpenHandler(() => ({ action: 'allow' }));
  });
  const opened = app.waitForEvent('window');
  await page.evaluate(() => {
    window.open(`${location.origin}/index.html`);
  });
  await expect(opened.then((window) => window.locator('h1'))).resolves.toBeDefined();
  await expect((await opened).locator('h1')).toHaveText('Fixture');
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(2);
});

test('permissions that the app refuses are refused to the page', async ({ page }) => {
  const states = await page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera'] as PermissionName[];
    return Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state));
  });
  expect(states).toEqual(['denied', 'denied', 'denied']);
});

test('the options that a page was made with can be read', async ({ app, page }) => {
  await page.title();
  const given = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    const { sandbox, contextIsolation, nodeIntegration } = contents.getLastWebPreferences();
    return { sandbox, contextIsolation, nodeIntegration };
  });
  expect(given).toEqual({ sandbox: true, contextIsolation: true, nodeIntegration: false });
});

test('without context isolation the preload stands in the page’s own world', async ({ app, page }) => {
  await page.title();
  const opened = app.waitForEvent('window');
  await app.evaluate(({ app: electronApp, BrowserWindow }) => {
    const preload = `${electronApp.getAppPath()}/leaky-preload.cjs`;
    const window = new BrowserWindow({ webPreferences: { preload, contextIsolation: false } });
    void window.loadURL('app://fixture/index.html');
  });
  const leaky = await opened;
  await expect(leaky.locator('h1')).toHaveText('Fixture');
  expect(await leaky.evaluate(() => (window as unknown as { leaked?: string }).leaked)).toBe('from the preload');
});
