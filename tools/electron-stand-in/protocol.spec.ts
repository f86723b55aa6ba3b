import { expect } from '@playwright/test';
import { test } from './fixture.ts';

test('a document, its style, modules and workers come from the app’s own scheme', async ({ page }) => {
  await expect(page.locator('#status')).toHaveText('ready 21');
  expect(await page.evaluate(() => getComputedStyle(document.body).marginTop)).toBe('24px');
  expect(await page.evaluate(() => [isSecureContext, typeof crypto.subtle, typeof localStorage])).toEqual([
    true,
    'object',
    'object',
  ]);
});

test('the handler gets the address of the app, the method and the body; the page gets status and headers', async ({
  page,
}) => {
  const answers = await page.evaluate(async () => {
    const said = await (await fetch('/echo?a=1', { method: 'POST', body: 'content é' })).json();
    const found = await fetch('/style.css');
    const missing = await fetch('/missing.css');
    return {
      said,
      header: found.headers.get('x-fixture'),
      status: [found.status, missing.status],
      body: await missing.text(),
    };
  });
  expect(answers).toEqual({
    said: { url: 'app://fixture/echo?a=1', method: 'POST', body: 'content é', origin: 'app://fixture' },
    ...{ header: 'yes', status: [200, 404], body: 'not found' },
  });
});

test('a request that Playwright routes does not reach the app, the others do', async ({ page }) => {
  await page.route('**/routed', (route) => route.fulfill({ body: 'by the test' }));
  expect(await page.evaluate(async () => (await fetch('/routed')).text())).toBe('by the test');
  expect(await page.evaluate(async () => (await fetch('/style.css')).status)).toBe(200);
});

test('a handler that fails is a failed request', async ({ app, page }) => {
  await app.evaluate(({ protocol }) => {
    protocol.unhandle('app');
    protocol.handle('app', () => {
      throw new Error('on purpose');
    });
  });
  await expect(page.evaluate(() => fetch('/style.css').then(() => 'came'))).rejects.toThrow(/Failed to fetch/);
});

test('privileges come too late once the app is ready, and a scheme has one handler', async ({ app, page }) => {
  await page.title();
  await expect(
    app.evaluate(({ protocol }) => protocol.registerSchemesAsPrivileged([{ scheme: 'late' }])),
  ).rejects.toThrow(/before app is ready/);
  await expect(app.evaluate(({ protocol }) => protocol.handle('app', () => new Response('')))).rejects.toThrow(
    /Failed to register protocol/,
  );
});
