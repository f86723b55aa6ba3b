/** A line that protects, and the tests that must turn red without it. */
export interface Removal {
  readonly file: string;
  readonly line: string;
  /** What stands in its place; nothing by default. */
  readonly instead?: string;
  readonly held: 'spec' | 'unit';
}

const WINDOW = 'src/main/desktop/security.ts';
const POLICY = 'src/main/desktop/content-security-policy.ts';
const PROTOCOL = 'src/main/desktop/app-protocol.ts';
const SERVED = 'src/main/desktop/served-files.ts';
const GATE = 'src/main/ipc/bind.ts';
const SENDER = 'src/main/ipc/sender.ts';

function preference(name: string, good: boolean): Removal {
  return { file: WINDOW, line: `${name}: ${good},`, instead: `${name}: ${!good},`, held: 'spec' };
}

function directive(line: string, instead?: string): Removal {
  return { file: POLICY, line, held: 'spec', ...(instead === undefined ? {} : { instead }) };
}

export const removals: readonly Removal[] = [
  preference('sandbox', true),
  preference('contextIsolation', true),
  preference('nodeIntegration', false),
  preference('webSecurity', true),
  preference('webviewTag', false),
  { file: WINDOW, line: "contents.on('will-navigate', (event) => event.preventDefault());", held: 'spec' },
  { file: WINDOW, line: "contents.on('will-attach-webview', (event) => event.preventDefault());", held: 'spec' },
  { file: WINDOW, line: "contents.setWindowOpenHandler(() => ({ action: 'deny' }));", held: 'spec' },
  {
    file: WINDOW,
    line: 'session.defaultSession.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));',
    held: 'spec',
  },
  { file: WINDOW, line: 'session.defaultSession.setPermissionCheckHandler(() => false);', held: 'spec' },
  directive(`"default-src 'none'",`),
  directive(`"script-src 'self'",`, `"script-src 'self' 'unsafe-inline'",`),
  directive(`"script-src 'self'",`, `"script-src 'self' 'unsafe-eval'",`),
  directive(`'nonce-\${nonce}'`, "'unsafe-inline'"),
  directive(`"img-src 'self' data:",`, '"img-src *",'),
  directive(`"connect-src 'self'",`, '"connect-src *",'),
  directive(`"worker-src 'self'",`, '"worker-src *",'),
  directive(`"base-uri 'none'",`),
  directive(`"form-action 'none'",`),
  directive(`"frame-ancestors 'none'",`),
  directive(`"object-src 'none'",`),
  { file: PROTOCOL, line: "'content-security-policy': contentSecurityPolicy(nonce),", held: 'spec' },
  { file: PROTOCOL, line: "'x-content-type-options': 'nosniff',", held: 'spec' },
  { file: PROTOCOL, line: "'cross-origin-opener-policy': 'same-origin',", held: 'spec' },
  {
    file: PROTOCOL,
    line: "const nonce = randomBytes(18).toString('base64');",
    instead: "const nonce = randomBytes(18).fill(1).toString('base64');",
    held: 'spec',
  },
  { file: SERVED, line: 'if (url.host !== APP_HOST) return undefined;', held: 'unit' },
  { file: SERVED, line: "if (path.includes('\\0') || path.includes('\\\\')) return undefined;", held: 'unit' },
  {
    file: SERVED,
    line: 'return file.startsWith(normalize(folder) + sep) ? file : undefined;',
    instead: 'return sep ? file : undefined;',
    held: 'unit',
  },
  { file: GATE, line: 'if (!isTrustedSender(page)) return { ok: false, failure: UNTRUSTED };', held: 'unit' },
  {
    file: GATE,
    line: 'if (!Object.hasOwn(requestSchemas, name)) throw',
    instead: 'if (name === undefined) throw',
    held: 'unit',
  },
  {
    file: GATE,
    line: 'return handler(parse(requestSchemas[request], input));',
    instead: 'return handler(input);',
    held: 'unit',
  },
  {
    file: GATE,
    line: "if (!subscriptions.hasRoom()) throw invalid('This page holds too many subscriptions.');",
    held: 'unit',
  },
  { file: SENDER, line: 'if (!page.isMainFrame) return false;', held: 'unit' },
  { file: SENDER, line: 'return match?.[1] === APP_ORIGIN;', instead: 'return match !== null;', held: 'unit' },
];
