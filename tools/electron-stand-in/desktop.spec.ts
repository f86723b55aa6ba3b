import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { onStandIn, test } from './fixture.ts';

test('the menu is a model that a test can click', async ({ app, page }) => {
  await page.title();
  const clicked = await app.evaluate(({ Menu }) => {
    const seen: string[] = [];
    const submenu = [{ id: 'deep', label: 'Deep', accelerator: 'CmdOrCtrl+D', click: () => void seen.push('deep') }];
    Menu.setApplicationMenu(Menu.buildFromTemplate([{ label: 'File', submenu }, { type: 'separator' }]));
    Menu.getApplicationMenu()?.getMenuItemById('deep')?.click();
    return [seen, Menu.getApplicationMenu()?.items.map((item) => item.type)];
  });
  expect(clicked).toEqual([['deep'], ['submenu', 'separator']]);
});

test('the clipboard keeps a text, to be pasted in the page too', async ({ app, page }) => {
  await page.evaluate(() => {
    const field = document.createElement('textarea');
    document.body.append(field);
    field.focus();
  });
  const kept = await app.evaluate(({ clipboard }) => {
    clipboard.writeText('docker buildx ls');
    return clipboard.readText();
  });
  expect(kept).toBe('docker buildx ls');
  await expect(async () => {
    await page.locator('textarea').fill('');
    await page.locator('textarea').press('Control+V');
    await expect(page.locator('textarea')).toHaveValue('docker buildx ls', { timeout: 500 });
  }).toPass({ timeout: 5000 });
});

test('a test can replace what would open a dialog or another program', async ({ app, page }) => {
  await page.title();
  const answered = await app.evaluate(async ({ dialog, shell }) => {
    const opened: string[] = [];
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: ['/chosen'] });
    shell.openExternal = async (url) => void opened.push(url);
    await shell.openExternal('https://example.org/help');
    return [(await dialog.showOpenDialog({})).filePaths, opened];
  });
  expect(answered).toEqual([['/chosen'], ['https://example.org/help']]);
});

test('openExternal and notifications are recorded and go nowhere', async ({ app, page }) => {
  test.skip(!onStandIn, 'a real binary would open a browser and show a notification');
  await page.title();
  const record = await app.evaluate(async ({ Notification, shell }) => {
    await shell.openExternal('https://example.org/');
    new Notification({ title: 'Built', body: 'in 3 s' }).show();
    return (globalThis as unknown as Record<symbol, unknown>)[Symbol.for('electron-stand-in.record')];
  });
  expect(record).toEqual({ openedUrls: ['https://example.org/'], notifications: [{ title: 'Built', body: 'in 3 s' }] });
});

test('a folder is found and chosen in the folder list by keyboard', async ({ app, page, userData }) => {
  test.skip(!onStandIn, 'a real binary opens the system’s own dialog');
  for (const name of ['alpha', 'beta', 'beta/inner', '.hidden'])
    mkdirSync(join(userData, 'tree', name), { recursive: true });
  await page.title();
  const shown = app.waitForEvent('window');
  const result = app.evaluate(
    ({ dialog, BrowserWindow }, defaultPath) => {
      const [window] = BrowserWindow.getAllWindows();
      if (window === undefined) throw new Error('no window');
      return dialog.showOpenDialog(window, { title: 'Build context', defaultPath, properties: ['openDirectory'] });
    },
    join(userData, 'tree'),
  );
  const dialog = await shown;
  await expect(dialog.getByRole('option')).toHaveText(['alpha/', 'beta/', '.hidden/']);
  // The other mode opens a page of its own, which an Electron app has none of.
  expect((await new AxeBuilder({ page: dialog }).setLegacyMode().analyze()).violations).toEqual([]);
  await dialog.keyboard.press('b');
  await expect(dialog.getByRole('option', { name: 'beta/' })).toHaveAttribute('aria-selected', 'true');
  await dialog.keyboard.press('Enter');
  await expect(dialog.getByRole('option')).toHaveText(['inner/']);
  await dialog.keyboard.press('ArrowDown');
  await expect(dialog.getByLabel('Path')).toHaveValue(join(userData, 'tree/beta/inner'));
  await dialog.getByRole('button', { name: 'Choose' }).press('Enter');
  expect(await result).toEqual({ canceled: false, filePaths: [join(userData, 'tree/beta/inner')] });
  await expect.poll(() => app.windows().length).toBe(1);
});

test('Escape and a closed window are no choice', async ({ app, page }) => {
  test.skip(!onStandIn, 'a real binary opens the system’s own dialog');
  await page.title();
  const ask = async (leave: (dialog: typeof page) => Promise<void>) => {
    const shown = app.waitForEvent('window');
    const result = app.evaluate(({ dialog }) => dialog.showOpenDialog({ properties: ['openDirectory'] }));
    const dialog = await shown;
    await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeVisible();
    await leave(dialog);
    return result;
  };
  expect(await ask((dialog) => dialog.keyboard.press('Escape'))).toEqual({ canceled: true, filePaths: [] });
  expect(await ask((dialog) => dialog.close())).toEqual({ canceled: true, filePaths: [] });
});
