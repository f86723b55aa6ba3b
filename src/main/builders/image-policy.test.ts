import { expect, test } from 'vitest';
import { parseOptions } from '../../shared/options/index.ts';
import { environmentOf } from '../engine/index.ts';
import { checksSignatures, refuseUncheckedImage } from './image-policy.ts';

test.each([
  ['1', true],
  ['true', true],
  ['0', false],
  ['yes', false],
  [undefined, false],
])('BUILDX_DEFAULT_POLICY=%s', (value, checks) => {
  const environment = environmentOf({ env: { BUILDX_DEFAULT_POLICY: value }, home: '/', platform: 'linux' });
  expect(checksSignatures(environment)).toBe(checks);
});

test.each([
  [{}, true, true],
  [{ image: 'docker.io/moby/buildkit@sha256:00' }, true, true],
  [{ image: 'moby/buildkit-x:1' }, true, false],
  [{ image: 'r.io/moby/buildkit:1' }, true, false],
  [{ 'allow-untrusted-image': 'true' }, true, false],
  [{}, false, false],
])('%j on an Engine with the containerd store %s: refused %s', (driverOptions, containerdImageStore, refused) => {
  const parsed = parseOptions(driverOptions as Record<string, string>);
  if (!parsed.ok) throw new Error('unreadable options');
  const check = () => refuseUncheckedImage(parsed.options, { containerdImageStore });
  if (refused) expect(check).toThrow('cannot check the signature');
  else expect(check).not.toThrow();
});
