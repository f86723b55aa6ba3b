import { expect, test } from 'vitest';
import { maskUserInfo, proxiesOf } from './proxy-config.ts';

test('the proxies of the Engine win, else the default ones; allProxy is none of them', () => {
  const proxies = {
    default: { httpProxy: 'http://one:3128', noProxy: 'localhost', allProxy: 'socks5://three:1080' },
    'tcp://build:2375': { httpsProxy: 'http://two:3128' },
  };
  expect(proxiesOf({ proxies }, 'unix:///var/run/docker.sock')).toEqual({
    HTTP_PROXY: 'http://one:3128',
    NO_PROXY: 'localhost',
  });
  expect(proxiesOf({ proxies }, 'tcp://build:2375')).toEqual({ HTTPS_PROXY: 'http://two:3128' });
  expect(proxiesOf({ proxies: {} }, '')).toEqual({});
});

test.each([
  ['http://me:p4ss@proxy:3128', 'http://me:xxxxx@proxy:3128'],
  ['http://me:p@ss@proxy:3128', 'http://me:xxxxx@proxy:3128'],
  ['me:p4ss@proxy:3128', 'me:xxxxx@proxy:3128'],
  ['http://proxy:3128/x@y', 'http://proxy:3128/x@y'],
  ['proxy:3128', 'proxy:3128'],
  ['http://me@proxy:3128', 'http://me@proxy:3128'],
  ['localhost,10.0.0.0/8', 'localhost,10.0.0.0/8'],
])('%s is shown as %s', (address, shown) => {
  expect(maskUserInfo(address)).toBe(shown);
});
