import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SlipwayError } from '../../shared/contract/failure.ts';
import { openSshStream, sshCommand } from './ssh.ts';

describe('the ssh command', () => {
  it.each([
    ['ssh://me@h', ['-l', 'me', '-o', 'ConnectTimeout=30', '-T', '--', 'h', 'docker system dial-stdio']],
    ['ssh://h:2222', ['-p', '2222', '-o', 'ConnectTimeout=30', '-T', '--', 'h', 'docker system dial-stdio']],
    [
      "ssh://h/run/it's/d.sock",
      ['-o', 'ConnectTimeout=30', '-T', '--', 'h', "docker '--host=unix:///run/it'\\''s/d.sock' system dial-stdio"],
    ],
  ])('for %s', (url, args) => {
    expect(sshCommand(url).args).toEqual(args);
  });

  it.each(['ssh://u:secret@h', 'ssh://h?x=1', 'ssh://h#x', 'tcp://h', 'ssh://'])('refuses %s', (url) => {
    expect(() => sshCommand(url)).toThrow(SlipwayError);
  });

  it('never shows a password', () => {
    try {
      sshCommand('ssh://u:hunter2@h');
    } catch (error) {
      expect(JSON.stringify((error as SlipwayError).failure)).not.toContain('hunter2');
    }
  });
});

describe.skipIf(process.platform === 'win32')('the stream', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'slipway-ssh-'));
    // Stands for the ssh program, not for the Engine behind it: says its arguments back, or fails as ssh does.
    const script =
      '#!/bin/sh\ncase "$*" in *wrong*) echo "Permission denied (publickey)." >&2; exit 255;; esac\necho "$SSH_AUTH_SOCK $*"; cat\n';
    await writeFile(join(dir, 'ssh'), script);
    await chmod(join(dir, 'ssh'), 0o755);
  });
  afterAll(() => rm(dir, { recursive: true }));
  const variables = () => ({ PATH: `${dir}:/usr/bin:/bin`, SSH_AUTH_SOCK: '/agent' });

  it('carries both ways, half-closes, and has the variables of its address', async () => {
    const stream = await openSshStream({ url: 'ssh://h', variables: variables() });
    stream.end('hello');
    expect(await text(stream)).toBe('/agent -o ConnectTimeout=30 -T -- h docker system dial-stdio\nhello');
  });

  it('fails with what ssh said', async () => {
    const stream = await openSshStream({ url: 'ssh://wrong', variables: variables() });
    await expect(text(stream)).rejects.toMatchObject({
      failure: { code: 'engine-unreachable', detail: 'Permission denied (publickey).' },
    });
  });

  it('fails when there is no ssh', async () => {
    await expect(openSshStream({ url: 'ssh://h', variables: { PATH: '/nonexistent' } })).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });
});
