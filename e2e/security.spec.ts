import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { testbed } from '../tools/testbed/testbed.ts';
import { launchApp, type RunningApp } from './support/launch.ts';

// Each line of src/main/desktop that protects is held by a test here: tools/prove-security.ts removes them one by one in a
// copy and expects red.

let running: RunningApp;

test.beforeAll(async () => {
  running = await launchApp({ env: testbed().environment() });
});

test.afterAll(async () => {
  await running.close();
});

test('the window is made with every protection on', async () => {
  const given = await running.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    return contents.getLastWebPreferences();
  });
  expect(given).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
  });
});

test('the page has the bridge and nothing else of the app', async () => {
  const found = await running.page.evaluate(() => {
    const bridge = (window as unknown as { slipway: Record<string, unknown> }).slipway;
    const names = ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer', '__dirname'];
    const before = bridge.request;
    try {
      bridge.request = () => 'mine';
    } catch {
      // Frozen objects throw in strict mode.
    }
    return {
      bridge: Object.keys(bridge).sort(),
      leaked: names.filter((name) => name in window),
      replaced: bridge.request !== before,
    };
  });
  expect(found).toEqual({
    bridge: ['onCommand', 'onTopics', 'pathForFile', 'request', 'subscribe', 'unsubscribe'],
    leaked: [],
    replaced: false,
  });
});

test('the built preload requires nothing but electron', async () => {
  const preload = await readFile(join(import.meta.dirname, '../out/preload/index.cjs'), 'utf8');
  const required = [...preload.matchAll(/require\(\s*["'`]([^"'`]+)["'`]\s*\)/g)].map(([, name]) => name);
  expect([...new Set(required)]).toEqual(['electron']);
  expect(preload).not.toMatch(/\bimport\s*\(/);
});

test('the policy of the page allows nothing remote and nothing inline', async () => {
  const policy = await running.page.evaluate(async () => {
    const answer = await fetch(location.href);
    return answer.headers.get('content-security-policy');
  });
  const directives = Object.fromEntries(
    (policy ?? '').split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources];
    }),
  );
  expect(directives).toEqual({
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'", expect.stringMatching(/^'nonce-[A-Za-z0-9+/]{24}'$/)],
    'font-src': ["'self'"],
    'img-src': ["'self'", 'data:'],
    'connect-src': ["'self'"],
    'worker-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
    'object-src': ["'none'"],
  });
});

test('inline script, inline style, a frame and a foreign request are refused', async () => {
  const refused = await running.page.evaluate(async () => {
    const seen = new Set<string>();
    const all = ['connect-src', 'frame-src', 'script-src-attr', 'script-src-elem', 'style-src-attr', 'style-src-elem'];
    const told = new Promise<void>((resolve) => {
      setTimeout(resolve, 10_000);
      document.addEventListener('securitypolicyviolation', (event) => {
        seen.add(event.effectiveDirective);
        if (all.every((directive) => seen.has(directive))) resolve();
      });
    });
    const script = document.createElement('script');
    script.textContent = 'window.inlineRan = true';
    document.head.append(script);
    // Markup, as an injection would bring it. A style that the page's own code makes has the nonce.
    const markup = document.createElement('div');
    markup.innerHTML =
      '<style>body { outline: 3px solid red }</style>' + '<b style="color: red" onclick="window.inlineRan = true"></b>';
    document.body.append(markup);
    markup.querySelector('b')?.click();
    const frame = document.createElement('iframe');
    frame.src = 'https://example.org/';
    document.body.append(frame);
    const foreign = await fetch('https://example.org/').then(
      () => 'answered',
      () => 'refused',
    );
    await told;
    const outlined = getComputedStyle(document.body).outlineStyle;
    for (const element of [script, markup, frame]) element.remove();
    return { directives: [...seen].sort(), ran: 'inlineRan' in window, outlined, foreign };
  });
  expect(refused).toEqual({
    directives: ['connect-src', 'frame-src', 'script-src-attr', 'script-src-elem', 'style-src-attr', 'style-src-elem'],
    ran: false,
    outlined: 'none',
    foreign: 'refused',
  });
});

test('text does not become code', async () => {
  // From a timer: what the debugger itself calls may use eval whatever the policy says.
  const tried = await running.page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        setTimeout(() => {
          try {
            // biome-ignore lint/security/noGlobalEval: this is the test of it
            resolve(`eval gave ${globalThis.eval('1 + 1')}`);
          } catch (error) {
            resolve((error as Error).name);
          }
        }, 0);
      }),
  );
  expect(tried).toBe('EvalError');
});

test('a file is what it says it is, and no other origin shares its window', async () => {
  const headers = await running.page.evaluate(async () => {
    const answer = await fetch(location.href);
    return ['x-content-type-options', 'cross-origin-opener-policy'].map((name) => answer.headers.get(name));
  });
  expect(headers).toEqual(['nosniff', 'same-origin']);
});

test('the nonce is new for each load', async () => {
  const nonce = () =>
    running.page.evaluate(async () => {
      const answer = await fetch(location.href);
      return /'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy') ?? '')?.[1];
    });
  const first = await nonce();
  expect(first).toBeTruthy();
  expect(await nonce()).not.toBe(first);
});

test('the page cannot be led away', async () => {
  const before = await running.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.getURL(),
  );
  await running.page.evaluate(() => {
    location.href = 'https://example.org/';
  });
  await running.page.evaluate(() => {
    const link = document.createElement('a');
    link.href = 'https://example.org/link';
    document.body.append(link);
    link.click();
    link.remove();
  });
  expect(await running.page.evaluate(() => 'slipway' in window && document.querySelector('main') !== null)).toBe(true);
  const after = await running.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.getURL(),
  );
  expect(after).toBe(before);
});

test('the page cannot open windows', async () => {
  const opened = await running.page.evaluate(() => window.open('https://example.org/') !== null);
  expect(opened).toBe(false);
  expect(await running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('an embedded page is refused', async () => {
  const prevented = await running.app.evaluate(({ BrowserWindow }) => {
    let count = 0;
    const event = { preventDefault: () => (count += 1) };
    BrowserWindow.getAllWindows()[0]?.webContents.emit('will-attach-webview', event, {}, {});
    return count;
  });
  expect(prevented).toBe(1);
});

// Either handler denies by itself: the other one is taken away, and the page loaded anew.
for (const other of ['setPermissionCheckHandler', 'setPermissionRequestHandler'] as const) {
  test(`the page is given no permission, also without ${other}`, async () => {
    const own = await launchApp({ env: testbed().environment() });
    try {
      const states = () =>
        own.page.evaluate(async (asks) => {
          if (asks) return [await Notification.requestPermission()];
          const names = ['geolocation', 'notifications', 'camera'] as PermissionName[];
          return Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state));
        }, other === 'setPermissionCheckHandler');
      expect(new Set(await states())).toEqual(new Set(['denied']));
      await own.app.evaluate(({ session }, name) => session.defaultSession[name](null), other);
      await own.page.reload();
      await own.page.waitForFunction(() => 'slipway' in window);
      expect(new Set(await states())).toEqual(new Set(['denied']));
    } finally {
      await own.close();
    }
  });
}

test('the app serves its own folder alone', async () => {
  const answers = await running.page.evaluate(async () => {
    const paths = [
      '/..%2f..%2fpackage.json',
      '/%2e%2e/main/index.cjs',
      '/..%5cmain',
      '/assets/../../main/index.cjs',
      '/none',
    ];
    return Promise.all(paths.map(async (path) => (await fetch(location.origin + path)).status));
  });
  expect(answers).toEqual([404, 404, 404, 404, 404]);
});

test('what does not parse reaches no handler', async () => {
  const answers = await running.page.evaluate(async () => {
    const { request } = (window as unknown as { slipway: { request(name: unknown, input: unknown): Promise<unknown> } })
      .slipway;
    return Promise.all([
      request('app.copy', { text: 5 }),
      request('constructor', {}),
      request('builders.remove', { kind: 'remove-builder', name: 'x' }),
      request('builds.log', { key: 'x', step: '', from: -1, count: 1 }),
    ]);
  });
  for (const answer of answers) expect(answer).toMatchObject({ ok: false, failure: { code: 'invalid-input' } });
});
