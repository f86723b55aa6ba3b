import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { environmentOf, proxyVariablesOf } from './environment.ts';
import { mergeShell, parseShellOutput, withLoginShell } from './login-shell.ts';

const MARK = '__slipway_environment__';

describe('merging', () => {
  it('adds what the process lacks, keeps what it has, and says where each came from', () => {
    const given = environmentOf({
      env: { PATH: '/usr/bin:/snap/bin', DOCKER_HOST: 'unix:///mine', BUILDX_BUILDER: '' },
      home: '/h',
      platform: 'linux',
    });
    const merged = mergeShell(given, {
      PATH: '/opt/bin:/usr/bin',
      DOCKER_HOST: 'unix:///theirs',
      BUILDX_BUILDER: 'b',
      SSH_AUTH_SOCK: '/agent',
      DOCKER_CONTEXT: '',
      SECRET_TOKEN: 'x',
    });
    expect(merged.variables).toEqual({
      PATH: '/opt/bin:/usr/bin:/snap/bin',
      DOCKER_HOST: 'unix:///mine',
      BUILDX_BUILDER: 'b',
      SSH_AUTH_SOCK: '/agent',
    });
    expect(merged.origins).toEqual({
      PATH: 'login-shell',
      BUILDX_BUILDER: 'login-shell',
      SSH_AUTH_SOCK: 'login-shell',
    });
  });

  it('adds the proxies, which are handed on by themselves', () => {
    const given = environmentOf({ env: { NO_PROXY: 'mine.test', http_proxy: '' }, home: '/h', platform: 'linux' });
    const merged = mergeShell(given, {
      http_proxy: 'p:1',
      HTTPS_PROXY: 'p:2',
      NO_PROXY: 'x',
      DOCKER_HOST: 'unix:///d',
    });
    expect(proxyVariablesOf(merged)).toEqual({ http_proxy: 'p:1', HTTPS_PROXY: 'p:2', NO_PROXY: 'mine.test' });
  });
});

describe('what the shell prints', () => {
  it('is read between the marks, values with line ends whole', () => {
    expect(parseShellOutput(`welcome\n${MARK}A=1\0B=x\ny=z\0${MARK}bye`)).toEqual({ A: '1', B: 'x\ny=z' });
  });
  it.each(['', `${MARK}A=1\0`, 'A=1'])('is not read from %j', (output) => {
    expect(parseShellOutput(output)).toBeUndefined();
  });
});

describe.skipIf(process.platform === 'win32')('asking a shell', () => {
  it('reads a real profile', async () => {
    const home = await mkdtemp(join(tmpdir(), 'slipway-shell-'));
    try {
      await writeFile(join(home, '.profile'), 'echo noise; export DOCKER_CONTEXT=from-profile PATH="/opt/x:$PATH"\n');
      const env = { SHELL: '/bin/sh', HOME: home, PATH: '/usr/bin:/bin' };
      const found = await withLoginShell(environmentOf({ env, home, platform: 'linux' }));
      expect(found.variables.DOCKER_CONTEXT).toBe('from-profile');
      expect(found.variables.PATH).toContain('/opt/x');
    } finally {
      await rm(home, { recursive: true });
    }
  });

  it('does not wait for what a profile leaves behind', async () => {
    const home = await mkdtemp(join(tmpdir(), 'slipway-shell-'));
    try {
      await writeFile(join(home, '.profile'), 'sleep 60 & export DOCKER_CONTEXT=here\n');
      const env = { SHELL: '/bin/sh', HOME: home, PATH: '/usr/bin:/bin' };
      const found = await withLoginShell(environmentOf({ env, home, platform: 'linux' }), { timeoutMs: 60_000 });
      expect(found.variables.DOCKER_CONTEXT).toBe('here');
    } finally {
      await rm(home, { recursive: true });
    }
  });

  it('does without a shell that hangs or is not there', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'slipway-shell-'));
    try {
      await writeFile(join(dir, 'sh'), '#!/bin/sh\nexec sleep 30\n', { mode: 0o755 });
      for (const shell of ['/nonexistent/sh', join(dir, 'sh')]) {
        const given = environmentOf({ env: { SHELL: shell, PATH: '/usr/bin:/bin' }, home: '/', platform: 'linux' });
        expect(await withLoginShell(given, { timeoutMs: 100 })).toBe(given);
      }
    } finally {
      await rm(dir, { recursive: true });
    }
  });
});
