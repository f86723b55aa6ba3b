import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { fuzz } from '../../../../tools/fuzz/fuzz.ts';
import { HOSTILE_NAMES, mutatedJsonText, mutatedText, pumped } from '../../../../tools/fuzz/mutate.ts';
import { assertUnpolluted, faultOf } from '../../../../tools/fuzz/plain.ts';
import { fetchToken } from './auth/fetch-token.ts';
import { TokenSeeds } from './auth/token-seeds.ts';
import { createFilter } from './fsutil/filter.ts';
import { createPatternMatcher } from './fsutil/pattern-matcher.ts';
import { BytesReader } from './grpc/bytes-message.ts';
import { frameMessage } from './grpc/framing.ts';
import { encodeGrpcMessage } from './grpc/grpc-error.ts';
import { headersOf, optionValues, queryEscape, queryUnescape } from './grpc/headers.ts';
import { checkIgnoreFile } from './ignore-file.ts';

let folder: string;
let server: http.Server;
let reply: { readonly status: number; readonly body: string; readonly location: string | undefined };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-fuzz-session-'));
  server = http.createServer((request, response) => {
    request.resume();
    const { status, body, location } = reply;
    response.writeHead(status, location === undefined ? {} : { location });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const TOKEN = { token: 'TOPSECRET', access_token: '', expires_in: 300, issued_at: '2026-11-23T00:30:05Z' };
const ERRORS = { errors: [{ code: 'DENIED', message: 'no', detail: null }], details: 'x' };
const answer = fc.record({
  status: fc.constantFrom(200, 200, 200, 201, 302, 307, 400, 401, 404, 405, 500),
  body: mutatedJsonText(TOKEN, TOKEN, ERRORS),
  location: fc.constantFrom(undefined, undefined, '/again', '//', 'ftp://x/', 'http://[', '\\', '?'),
  login: fc.constantFrom(undefined, { username: 'me', secret: 'PASSWORD' }, { username: '', secret: 'IDENTITY' }),
});

/** A server that fails is asked again after seconds, which would be most of the time here. */
const pause = () => Promise.resolve();

fuzz(
  'any answer of a token server is a token or an error without what was sent',
  400,
  answer,
  async ({ login, ...rest }) => {
    reply = rest;
    const realm = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
    try {
      const token = await fetchToken({ clientId: 'c', realm, service: 's', scopes: ['a'] }, login, { pause });
      expect(faultOf(token, { text: 'any' })).toBeUndefined();
      expect(token.token).not.toBe('');
      // What the daemon is told are 64-bit numbers.
      expect(BigInt(token.expiresIn)).toBeTypeOf('bigint');
      expect(BigInt(token.issuedAt ?? 0)).toBeTypeOf('bigint');
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
      expect(String(error)).not.toMatch(/PASSWORD|IDENTITY|TypeError|RangeError|SyntaxError/);
      expect(String(error)).toMatch(/failed to fetch (?:anonymous|oauth) token/);
    }
    assertUnpolluted();
  },
);

const host = fc.constantFrom('h', ...HOSTILE_NAMES);
fuzz(
  'any file of token seeds gives a seed, the same at the next time',
  150,
  fc.tuple(mutatedJsonText({ h: { Seed: 'AAAAAAAAAAAAAAAAAAAAAA==' }, other: 5 }), host),
  async ([text, name]) => {
    const own = mkdtempSync(join(folder, 'seeds-'));
    writeFileSync(join(own, '.token_seed'), text);
    const seed = await new TokenSeeds(own).seedOf(name);
    expect(await new TokenSeeds(own).seedOf(name)).toEqual(seed);
    assertUnpolluted();
    rmSync(own, { recursive: true });
  },
);

fuzz(
  'messages of bytes are their data or an error, however they are cut',
  2000,
  fc.tuple(
    fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 4 }),
    fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
  ),
  ([messages, cuts]) => {
    const bytes = Buffer.concat(messages.map((message) => frameMessage(Uint8Array.from([0x0a, ...message]))));
    const whole = outcome(() => new BytesReader().push(bytes));
    const inPieces = outcome(() => {
      const reader = new BytesReader();
      const pieces: Buffer[] = [];
      for (let at = 0, n = 0; at < bytes.length; n++) {
        const size = cuts[n % cuts.length] ?? 1;
        pieces.push(...reader.push(bytes.subarray(at, at + size)));
        at += size;
      }
      return pieces;
    });
    expect(inPieces).toEqual(whole);
  },
);

/** What comes out in one, or the words of the error, which is one of ours. */
function outcome(read: () => readonly Buffer[]): string {
  try {
    return Buffer.concat([...read()]).toString('hex');
  } catch (error) {
    expect(String(error)).not.toMatch(/RangeError|TypeError/);
    return String(error);
  }
}

const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  mutatedText(fc.constantFrom('a%20b+c', '%C3%BC', '%FF', '%')),
);
fuzz('values of headers are read whatever they hold', 2000, fc.array(value, { maxLength: 4 }), (values) => {
  const raw = values.map((one) => ['exclude-patterns', one] as const);
  for (const encoded of [[], [['exclude-patterns-encoded', '1'] as const]]) {
    expect(optionValues(headersOf([...raw, ...encoded]), 'exclude-patterns')).toHaveLength(values.length);
  }
  for (const one of values) {
    expect(queryUnescape(queryEscape(one))).toBe(one.toWellFormed());
    expect(encodeGrpcMessage(one)).toMatch(/^[\x20-\x7e]*$/);
  }
});

const PIECES = [
  '*',
  '**',
  '?',
  '/',
  '[',
  ']',
  '[a-',
  '^',
  '-',
  '\\',
  '!',
  '.',
  '..',
  'a',
  'ab',
  '{',
  '}',
  '|',
  '(',
  ')',
  '+',
  '$',
  ' ',
  'ä',
  '{2}',
  '{1,',
  '\\d',
  '\\b',
  '\u{1F600}',
  '\uDC80',
];
const pattern = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));
const path = fc
  .array(fc.constantFrom('a', 'ab', '.a', 'b c', 'ä', '[', 'a/b', '\n', '{', '\uDC80'), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join('/'));

fuzz(
  'any patterns filter any path, or are refused in the words of BuildKit',
  4000,
  fc.tuple(fc.array(pattern, { maxLength: 4 }), path),
  ([patterns, name]) => {
    try {
      const filter = createFilter(folder, { include: [], exclude: patterns, follow: [] });
      filter.folder(name, { include: undefined, exclude: undefined });
      expect(['send', 'skip']).toContain(filter.file(name, { include: undefined, exclude: undefined }));
    } catch (error) {
      expect(String(error)).toContain('syntax error in pattern');
    }
  },
);

fuzz(
  'no pattern takes time that grows without bound with its stars',
  60,
  fc.tuple(
    fc.constantFrom('*a', '**/a', '*a*', '**a', '?*', '[a]*', '*a/', '**/*a', '*{2}a', '*|'),
    fc.integer({ min: 1, max: 30 }),
    fc.constantFrom('b', '/b', '', 'b/**', '[b]'),
    fc.constantFrom('a'.repeat(255), 'a/'.repeat(2000), `${'a'.repeat(250)}/`.repeat(15), 'ä'.repeat(120)),
  ),
  ([piece, count, end, name]) => {
    try {
      createPatternMatcher([piece.repeat(count) + end])?.matches(`${name}c`, undefined);
    } catch (error) {
      expect(String(error)).toContain('syntax error in pattern');
    }
  },
);

fuzz(
  'an ignore file of any size is taken or refused before the build',
  200,
  fc.oneof(
    fc.string({ unit: 'binary' }),
    pumped(['', '\uFEFF', '#'], ['\n', 'a\n', ' ', '\r\n', '!ä\n', 'a'], ['', 'x']),
  ),
  (text) => {
    const failure = checkIgnoreFile(text);
    if (failure !== undefined) expect(failure.code).toBe('unsupported');
  },
);
