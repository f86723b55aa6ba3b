import { expect, it } from 'vitest';
import { environmentOf } from '../engine/index.ts';
import { sudoOwner } from './sudo-owner.ts';

const PASSWD = 'root:x:0:0:root:/root:/bin/bash\nann:x:1001:1002:Ann:/home/ann:/bin/sh\n';
const SUDO = { SUDO_COMMAND: '/bin/x', SUDO_UID: '1001', SUDO_GID: '1002' };

function owner(env: Record<string, string>, home = '/home/ann', dir = '/home/ann/.docker/buildx') {
  return sudoOwner(dir, environmentOf({ env, home, platform: 'linux' }), () => PASSWD);
}

it('gives files to the person behind sudo', () => {
  expect(owner(SUDO)).toEqual({ uid: 1001, gid: 1002 });
});

it.each<[string, ReturnType<typeof owner>]>([
  ['without sudo', owner({})],
  ['with the home of root', owner(SUDO, '/root', '/root/.docker/buildx')],
  ['for a store outside the home', owner(SUDO, '/home/ann', '/srv/buildx')],
  ['for a stranger', owner({ ...SUDO, SUDO_UID: '7' })],
  ['for a broken number', owner({ ...SUDO, SUDO_GID: 'x' })],
])('changes nothing %s', (_when, found) => {
  expect(found).toBeUndefined();
});
