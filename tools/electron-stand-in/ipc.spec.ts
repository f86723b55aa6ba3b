import { expect } from '@playwright/test';
import { test } from './fixture.ts';

test('values keep their kind on the way to the main process and back', async ({ page }) => {
  const same = await page.evaluate(async () => {
    const cycle: Record<string, unknown> = { name: 'cycle' };
    cycle.self = cycle;
    const sent = [
      ...[
        new Date(5),
        /x+/gi,
        new Map([['key', new Set([1n])]]),
        Number.NaN,
        -0,
        undefined,
        null,
        'text',
        [1, [2, { three: 3 }]],
      ],
      ...[
        new TypeError('kind'),
        new Uint8Array([1, 2, 3]),
        new Float64Array([0.5]),
        new ArrayBuffer(4),
        Number.POSITIVE_INFINITY,
        cycle,
      ],
    ];
    const got = (await window.api.invoke('echo', ...sent)) as typeof sent;
    const back = got.at(-1) as Record<string, unknown>;
    return {
      kinds: got.map((value) => Object.prototype.toString.call(value).slice(8, -1)),
      date: Number(got[0]),
      pattern: String(got[1]),
      big: [...((got[2] as Map<string, Set<bigint>>).get('key') ?? [])].map(String),
      nan: Number.isNaN(got[3]),
      minusZero: Object.is(got[4], -0),
      nested: got[8],
      bytes: [...(got[10] as Uint8Array)],
      cycle: back.self === back,
    };
  });
  expect(same).toEqual({
    kinds: [
      ...['Date', 'RegExp', 'Map', 'Number', 'Number', 'Undefined', 'Null', 'String', 'Array'],
      ...['Error', 'Uint8Array', 'Float64Array', 'ArrayBuffer', 'Number', 'Object'],
    ],
    ...{
      date: 5,
      pattern: '/x+/gi',
      big: ['1'],
      nan: true,
      minusZero: true,
      nested: [1, [2, { three: 3 }]],
      bytes: [1, 2, 3],
      cycle: true,
    },
  });
});

test('a handler that throws, a channel without one and an answer that cannot be cloned reject in Electron’s words', async ({
  page,
}) => {
  const messages = await page.evaluate(async () => {
    const failure = (channel: string, ...list: unknown[]) =>
      window.api.invoke(channel, ...list).then(
        () => 'no failure',
        (error: Error) => error.message,
      );
    return [await failure('fail'), await failure('nobody'), await failure('function')];
  });
  expect(messages[0]).toBe("Error invoking remote method 'fail': TypeError: it went wrong");
  expect(messages[1]).toBe("Error invoking remote method 'nobody': Error: No handler registered for 'nobody'");
  expect(messages[2]).toContain('An object could not be cloned.');
});

test('a handler sees which page asks, by the address of the app', async ({ page }) => {
  expect(await page.evaluate(() => window.api.invoke('sender'))).toEqual({
    url: 'app://fixture/index.html',
    same: true,
  });
});

test('ten thousand events arrive in order and none is lost', async ({ page }) => {
  const got = await page.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        const seen: number[] = [];
        window.api.burst(10_000, (index) => {
          seen.push(index);
          if (seen.length === 10_000) resolve(seen);
        });
      }),
  );
  expect(got).toEqual(Array.from({ length: 10_000 }, (_, index) => index));
  expect(await page.evaluate(() => window.api.listeners())).toBe(0);
});

test('two thousand requests at once are each answered with their own value', async ({ page }) => {
  const wrong = await page.evaluate(async () => {
    const answers = await Promise.all(Array.from({ length: 2000 }, (_, index) => window.api.invoke('echo', index)));
    return answers.filter((answer, index) => (answer as number[])[0] !== index).length;
  });
  expect(wrong).toBe(0);
});

test('five megabytes go there and back unharmed', async ({ page }) => {
  const equal = await page.evaluate(async () => {
    const bytes = Uint8Array.from({ length: 5_000_000 }, (_, index) => (index * 7) % 251);
    const [back] = (await window.api.invoke('echo', bytes)) as [Uint8Array];
    return back.length === bytes.length && back.every((byte, index) => byte === bytes[index]);
  });
  expect(equal).toBe(true);
});

test('webContents.send reaches a listener that listens once, once', async ({ app, page }) => {
  const heard = page.evaluate(
    () => new Promise<unknown[]>((resolve) => window.api.once('news', (...list) => resolve(list))),
  );
  await page.evaluate(() => window.api.invoke('echo'));
  await app.evaluate(({ BrowserWindow }) => {
    for (const word of ['first', 'second'])
      BrowserWindow.getAllWindows()[0]?.webContents.send('news', word, { at: new Date(7) });
  });
  expect(await heard).toEqual(['first', { at: new Date(7) }]);
});

test('handleOnce answers once, a handler is not registered twice, and a removed one is gone', async ({ app, page }) => {
  await app.evaluate(({ ipcMain }) => ipcMain.handleOnce('single', () => 'yes'));
  expect(await page.evaluate(() => window.api.invoke('single'))).toBe('yes');
  await expect(page.evaluate(() => window.api.invoke('single'))).rejects.toThrow(/No handler registered/);
  await expect(app.evaluate(({ ipcMain }) => ipcMain.handle('echo', () => 0))).rejects.toThrow(
    /second handler for 'echo'/,
  );
  await app.evaluate(({ ipcMain }) => ipcMain.removeHandler('echo'));
  await expect(page.evaluate(() => window.api.invoke('echo'))).rejects.toThrow(/No handler registered for 'echo'/);
});
