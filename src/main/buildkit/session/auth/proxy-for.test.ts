import { expect, it } from 'vitest';
import { proxyFor } from './proxy-for.ts';

it('is that of the address, and of the spelling that Go looks at first', () => {
  const variables = { HTTP_PROXY: 'http://one:3128', http_proxy: 'http://two:3128', https_proxy: 'three:3128' };
  expect(proxyFor(new URL('http://r.test'), variables)).toBe('http://one:3128/');
  expect(proxyFor(new URL('https://r.test'), variables)).toBe('http://three:3128/');
  expect(proxyFor(new URL('https://r.test'), { HTTP_PROXY: 'http://one:3128' })).toBeUndefined();
});

it.each([
  ['http://localhost:5000', '', true],
  ['http://127.8.9.1', '', true],
  ['http://[::1]:5000', '', true],
  ['https://r.test', '*', true],
  ['https://r.test', 'R.test', true],
  ['https://auth.r.test', 'other.test, r.test', true],
  ['https://xr.test', 'r.test', false],
  ['https://r.test', '.r.test', false],
  ['https://auth.r.test', '.r.test', true],
  ['https://auth.r.test', '*.r.test', true],
  ['https://r.test', 'r.test:443', true],
  ['https://r.test', 'r.test:5000', false],
  ['http://10.1.2.3:5000', '10.0.0.0/8', true],
  ['http://11.1.2.3:5000', '10.0.0.0/8', false],
  ['http://10.1.2.3:5000', '10.1.2.3', true],
  ['http://10.1.2.3:5000', '10.1.2.3:80', false],
  ['http://10.1.2.3:5000', '2.3', false],
  ['http://[fd00::5]:5000', 'fd00:0::5', true],
  ['http://[fd00::5]:5000', '[fd00::5]:5000', true],
  ['http://[fd00::5]:5000', 'fd00::/16', true],
  ['https://r.test', ',10.0.0.0/99,/,:80,[', false],
])('%s with NO_PROXY=%s is spared: %s', (url, noProxy, spared) => {
  const found = proxyFor(new URL(url), { HTTP_PROXY: 'p:1', HTTPS_PROXY: 'p:1', NO_PROXY: noProxy });
  expect(found).toBe(spared ? undefined : 'http://p:1/');
});
