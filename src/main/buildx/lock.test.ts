import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withStoreLock } from './lock.ts';
import { storeFiles } from './store-files.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'slipway-lock-'));
});
afterEach(() => rm(dir, { recursive: true }));
const lock = <T>(change: () => Promise<T>, options = {}) => withStoreLock(storeFiles(dir, undefined), options, change);

describe.skipIf(process.platform === 'win32')('the store lock', () => {
  it('lets one change in at a time, in one process too', async () => {
    let inside = 0;
    let most = 0;
    const change = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 8 }, () => lock(change)));
    expect(most).toBe(1);
  });

  it('is let go when the change fails', async () => {
    await expect(lock(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await lock(async () => 'in', { lockTimeoutMs: 0 })).toBe('in');
  });

  it('is a failure after the limit, and given up by the signal', async () => {
    await lock(async () => {
      await expect(lock(async () => {}, { lockTimeoutMs: 20 })).rejects.toMatchObject({
        failure: { code: 'store-locked' },
      });
      const signal = AbortSignal.abort();
      await expect(lock(async () => {}, { signal })).rejects.toMatchObject({ failure: { code: 'cancelled' } });
    });
  });

  it.skipIf(process.platform !== 'linux')('excludes flock(1) and is excluded by it', async () => {
    const path = join(dir, '.lock');
    const holder = spawn('flock', ['-x', path, '-c', 'echo held; read line'], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    await expect(lock(async () => {}, { lockTimeoutMs: 30 })).rejects.toMatchObject({
      failure: { code: 'store-locked' },
    });
    holder.stdin.end('\n');
    await once(holder, 'close');
    await lock(async () => {
      const [code] = await once(spawn('flock', ['-n', path, '-c', 'true']), 'close');
      expect(code).toBe(1);
    });
  });
});
