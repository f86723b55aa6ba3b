import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { chooseVersion, debFileStart, debianMirrors, parseMadison, parseSimulation } from './apt-versions.ts';
import { cacheDir, contentKey, makeOnce } from './cache.ts';
import { cleanEnvironment } from './cli.ts';
import { goVersionOf, isAtLeast } from './go.ts';
import { availableMemory } from './memory.ts';
import { freeOctet } from './network.ts';
import { identify, isAlive, parseStat } from './processes.ts';
import { RunError, run } from './run.ts';
import { readState } from './state.ts';
import { mountsBelow } from './teardown.ts';

const madison = `
docker.io | 26.1.5+dfsg1-9+deb13u2 | MIRROR trixie-security/main amd64 Packages
docker.io | 26.1.5+dfsg1-9+deb13u1+b1 | MIRROR trixie/main amd64 Packages
docker.io | 26.1.5+dfsg1-9+deb13u1 | MIRROR trixie/main Sources
docker.io | 20.10.24+dfsg1-1 | MIRROR bookworm/main amd64 Packages
`;

it('reads the versions that apt offers, sources left out', () => {
  expect(parseMadison(madison).map(({ version, suite }) => `${suite} ${version}`)).toEqual([
    'trixie-security 26.1.5+dfsg1-9+deb13u2',
    'trixie 26.1.5+dfsg1-9+deb13u1+b1',
    'bookworm 20.10.24+dfsg1-1',
  ]);
});

it('takes the version that was tried, else the newest of the suite, and never another suite', () => {
  const offers = parseMadison(madison);
  const wanted = { name: 'docker.io', suite: 'trixie', version: '26.1.5+dfsg1-9+deb13u1+b1' };
  expect(chooseVersion(wanted, offers)).toEqual({ version: wanted.version, tried: true });
  expect(chooseVersion({ ...wanted, version: '26.0' }, offers)).toEqual({
    version: '26.1.5+dfsg1-9+deb13u2',
    tried: false,
  });
  expect(chooseVersion({ ...wanted, suite: 'bookworm', version: '1' }, offers).version).toBe('20.10.24+dfsg1-1');
  expect(() => chooseVersion({ ...wanted, suite: 'sid', version: '1' }, offers)).toThrow('docker.io');
});

it('names a package file as apt does', () => {
  expect(debFileStart('git', '1:2.47.3-0')).toBe('git_1%3a2.47.3-0_');
});

it('finds the mirrors that the system uses, and not those of others', () => {
  const text = 'Acme|acme/|bookworm\nDebian|mirror/debian/|bookworm\nDebian|mirror/security/|bookworm-security\n';
  expect(debianMirrors(text)).toEqual({ main: 'mirror/debian/', security: 'mirror/security/' });
  expect(debianMirrors('||\nUbuntu|u/|noble\n')).toEqual({});
});

it('reads what apt would unpack, upgrades too', () => {
  const text =
    'Reading state\nInst libc6 (2.41-12 Debian:13/stable [amd64])\nInst tar [1.34] (1.35+dfsg-3.1 Debian:13 [amd64])\nConf tar (1.35)\n';
  expect(parseSimulation(text)).toEqual([
    { name: 'libc6', version: '2.41-12' },
    { name: 'tar', version: '1.35+dfsg-3.1' },
  ]);
});

it('compares Go versions number by number', () => {
  expect(isAtLeast('1.26.8', '1.26.8')).toBe(true);
  expect(isAtLeast('1.26', '1.26.8')).toBe(false);
  expect(isAtLeast('1.9', '1.26')).toBe(false);
  expect(isAtLeast('1.27rc1', '1.26.8')).toBe(true);
  expect(goVersionOf('module x\n\ngo 1.26.8\n')).toBe('1.26.8');
});

it('takes a network in which nothing lies, the one of before where it is free', () => {
  expect(freeOctet(['10.201.0.1', '192.168.1.4', 'default'])).toBe(202);
  expect(freeOctet(['10.201.0.1'], 240)).toBe(240);
  expect(freeOctet(['10.240.3.0/24'], 240)).toBe(201);
  expect(() => freeOctet(Array.from({ length: 60 }, (_, index) => `10.${200 + index}.0.0/16`))).toThrow('in use');
});

it('tells a process by id and start time, whatever its name', () => {
  const fields = ['S', ...Array.from({ length: 18 }, (_, index) => `${index}`), '4711', '9'];
  expect(parseStat(`12 (a) Z (b) ${fields.join(' ')}`)).toEqual({ state: 'S', start: '4711' });
  const self = identify(process.pid);
  expect(self && isAlive(self)).toBe(true);
  expect(isAlive({ pid: process.pid, start: '1' })).toBe(false);
});

it('lists mounts at and below a folder, deepest first', () => {
  const info = ['1 2 0:1 / /a rw', '1 2 0:1 / /a/b rw', '1 2 0:1 / /ab rw', '1 2 0:1 / /a/with\\040space rw', ''].join(
    '\n',
  );
  expect(mountsBelow(info, ['/a'])).toEqual(['/a/with space', '/a/b', '/a']);
});

it('keeps what steers docker out of an environment, and sets what is asked for', () => {
  const env = cleanEnvironment(
    { PATH: '/bin', DOCKER_HOST: 'x', BUILDX_BUILDER: 'y', OTEL_X: 'z' },
    { DOCKER_HOST: 'ours' },
  );
  expect(env).toEqual({ PATH: '/bin', DOCKER_HOST: 'ours' });
});

it('finds the cache folder', () => {
  expect(cacheDir({ SLIPWAY_CACHE: '/c', XDG_CACHE_HOME: '/x' })).toBe('/c');
  expect(cacheDir({ XDG_CACHE_HOME: '/x' })).toBe('/x/slipway');
});

it('reads the state of a testbed only in its own version', () => {
  expect(readState({})).toBeUndefined();
  expect(() => readState({ SLIPWAY_TESTBED: '{"version":0}' })).toThrow('another version');
});

it('makes a folder once, also when asked twice at the same time, and never half', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'slipway-once-'));
  try {
    const folder = join(parent, contentKey('a', 'b'));
    let made = 0;
    const failing = makeOnce(folder, async () => {
      throw new Error('no luck');
    });
    await expect(failing).rejects.toThrow('no luck');
    const make = () =>
      makeOnce(folder, async (temporary) => {
        made++;
        await writeFile(join(temporary, 'file'), '');
      });
    expect(await Promise.all([make(), make()])).toEqual([folder, folder]);
    expect(made).toBe(1);
  } finally {
    await rm(parent, { recursive: true });
  }
});

it('runs a program, feeds it, and says what it said when it fails', async () => {
  expect((await run('cat', [], { input: 'fed' })).stdout).toBe('fed');
  const failed = run('sh', ['-c', 'echo because >&2; exit 3']);
  await expect(failed).rejects.toBeInstanceOf(RunError);
  await expect(failed).rejects.toThrow(/code 3:\nbecause/);
  expect((await run('sh', ['-c', 'exit 3'], { unchecked: true })).code).toBe(3);
  expect((await run('sleep', ['60'], { timeoutMs: 50, unchecked: true })).stderr).toContain('ended after 50 ms');
  await expect(run('/nowhere/at-all', [])).rejects.toThrow('ENOENT');
});

it('reads what memory is left', () => {
  expect(availableMemory('MemTotal:       24684456 kB\nMemFree:        1000 kB\nMemAvailable:   20 kB\n')).toBe(
    20 * 1024,
  );
  expect(availableMemory('')).toBe(0);
});
