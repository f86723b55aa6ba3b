import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SlipwayError } from '../../shared/contract/failure.ts';
import { hostUrlOf } from './address.ts';
import { defaultHostUrl, parseHostUrl } from './host-url.ts';

describe('host URLs', () => {
  it.each([
    ['unix:///var/run/docker.sock', 'unix:///var/run/docker.sock'],
    ['unix://', 'unix:///var/run/docker.sock'],
    [' unix:///a b.sock ', 'unix:///a b.sock'],
    ['npipe:////./pipe/docker_engine', 'npipe:////./pipe/docker_engine'],
    ['tcp://h', 'tcp://h:2375'],
    ['tcp://h:2376/', 'tcp://h:2376'],
    ['tcp://', 'tcp://localhost:2375'],
    ['h:1234', 'tcp://h:1234'],
    ['h', 'tcp://h:2375'],
    ['tcp://[::1]:2375', 'tcp://[::1]:2375'],
    ['tcp://[::1]', 'tcp://[::1]:2375'],
    ['ssh://u@h:22/run/d.sock', 'ssh://u@h:22/run/d.sock'],
  ])('%j is %s', (text, url) => {
    expect(parseHostUrl(text).url).toBe(url);
  });

  it('gives a pipe the form that Windows opens', () => {
    expect(parseHostUrl('npipe:////./pipe/docker_engine')).toMatchObject({ path: '\\\\.\\pipe\\docker_engine' });
    expect(hostUrlOf({ kind: 'socket', path: '\\\\.\\pipe\\docker_engine' })).toBe('npipe:////./pipe/docker_engine');
  });

  it.each([
    'ftp://h',
    'unix://unix:///x',
    'tcp://h:99999',
    'tcp://h:x',
    'tcp://u@h:1',
    'tcp://h/prefix',
    'tcp://a:b:c',
  ])('refuses %j', (text) => {
    expect(() => parseHostUrl(text)).toThrow(SlipwayError);
  });

  it('reads its own form again, or refuses with a typed failure', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((rest) => `tcp://${rest}`),
        ),
        (text) => {
          try {
            const once = parseHostUrl(text);
            expect(parseHostUrl(once.url)).toEqual(once);
          } catch (error) {
            expect(error).toBeInstanceOf(SlipwayError);
          }
        },
      ),
    );
  });

  it('goes to another default with TLS', () => {
    expect(defaultHostUrl('linux', false)).toBe('unix:///var/run/docker.sock');
    expect(defaultHostUrl('win32', false)).toBe('npipe:////./pipe/docker_engine');
    expect(defaultHostUrl('linux', true)).toBe('tcp://localhost:2376');
  });
});
