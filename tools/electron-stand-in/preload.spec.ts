import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test } from './fixture.ts';

test('the page has the exposed interface, frozen, and nothing of the preload’s world', async ({ page }) => {
  const found = await page.evaluate(() => {
    const world = window as unknown as Record<string, unknown>;
    const frozen = () => {
      const before = window.api.platform;
      try {
        (window.api as { platform: string }).platform = 'changed';
      } catch {}
      return before === window.api.platform && Object.isFrozen(window.api) && Object.isFrozen(window.api.nested.list);
    };
    const own = Object.getOwnPropertyDescriptor(window, 'api');
    return {
      leaks: ['require', 'process', 'module', 'ipcRenderer', 'Buffer', 'global'].filter((name) => name in world),
      suspicious: Object.getOwnPropertyNames(window).filter((name) => /standIn|electron/i.test(name)),
      frozen: frozen(),
      writable: own?.writable ?? own?.set !== undefined,
    };
  });
  expect(found).toEqual({ leaks: [], suspicious: [], frozen: true, writable: false });
});

test('a sandboxed preload may require electron and nothing of Node', async ({ app, page }) => {
  const told = await page.evaluate(() => ({
    refused: window.api.refused,
    platform: window.api.platform,
    versions: window.api.versions,
  }));
  const versions = await app.evaluate(() => ({
    electron: process.versions.electron ?? '',
    chrome: process.versions.chrome ?? '',
  }));
  expect(told).toEqual({ refused: ['fs', 'node:child_process', 'path'], platform: process.platform, versions });
  expect(versions.chrome).toMatch(/^\d+\.\d+/);
});

test('functions, callbacks, promises and errors cross between the worlds', async ({ page }) => {
  const crossed = await page.evaluate(async () => {
    const heard: unknown[] = [];
    const answer = window.api.callBack((...list) => {
      heard.push(list);
      return 'from the page';
    });
    const rejected = await window.api
      .reject()
      .catch((error: unknown) => [error instanceof Error, (error as Error).message]);
    let thrown = '';
    try {
      window.api.crash();
    } catch (error) {
      thrown = (error as Error).message;
    }
    return { sum: window.api.nested.add(2, 3), heard, answer, rejected, thrown };
  });
  expect(crossed.sum).toBe(5);
  expect(crossed.heard).toEqual([['from the preload', { deep: [1, 2] }]]);
  expect(crossed.answer).toBe('from the page');
  expect(crossed.rejected).toEqual([true, 'refused']);
  expect(crossed.thrown).toContain('broken');
});

test('the path of a chosen file is known to the preload', async ({ page, userData }) => {
  const file = join(userData, 'a file é.txt');
  writeFileSync(file, 'content');
  await page.locator('#file').setInputFiles(file);
  const path = await page.evaluate(() => {
    const [chosen] = document.querySelector<HTMLInputElement>('#file')?.files ?? [];
    return chosen === undefined ? 'no file' : window.api.pathOf(chosen);
  });
  expect(path).toBe(file);
  expect(await page.evaluate(() => window.api.pathOf(new File(['x'], 'made.txt')))).toBe('');
});

test('the path of a dropped folder is known to the preload', async ({ app, page, userData }) => {
  const folder = join(userData, 'project');
  mkdirSync(folder);
  const box = await page.locator('#drop').boundingBox();
  if (box === null) throw new Error('the drop area is not there');
  const session = await app.context().newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    const data = { items: [], files: [folder], dragOperationsMask: 1 };
    await session.send('Input.dispatchDragEvent', { type, x: box.x + 20, y: box.y + 20, data });
  }
  await expect(page.locator('#drop')).toHaveText(folder);
});
