import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TokenSeeds } from './token-seeds.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-seeds-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const file = () => join(folder, '.token_seed');

describe('TokenSeeds', () => {
  it('makes one for each host and finds it again, as it lies in the file', async () => {
    const seed = await new TokenSeeds(folder).seedOf('r.test');
    const other = await new TokenSeeds(folder).seedOf('s.test');
    expect(seed.length).toBe(16);
    expect(other.equals(seed)).toBe(false);
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({
      'r.test': { Seed: seed.toString('base64') },
      's.test': { Seed: other.toString('base64') },
    });
    expect((await new TokenSeeds(folder).seedOf('r.test')).equals(seed)).toBe(true);
    if (process.platform !== 'win32') expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).sort()).toEqual(['.token_seed', '.token_seed.lock']);
  });

  it('keeps what others wrote, and writes a broken file anew', async () => {
    const theirs = { 'r.test': { Seed: Buffer.alloc(16, 1).toString('base64') }, odd: { Seed: 7, more: 'x' } };
    writeFileSync(file(), JSON.stringify({ ...theirs, empty: null }));
    expect((await new TokenSeeds(folder).seedOf('r.test')).equals(Buffer.alloc(16, 1))).toBe(true);
    await new TokenSeeds(folder).seedOf('new.test');
    expect(Object.keys(JSON.parse(readFileSync(file(), 'utf8')))).toEqual(['r.test', 'new.test']);
    writeFileSync(file(), '{"r.te');
    const seed = await new TokenSeeds(folder).seedOf('r.test');
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({ 'r.test': { Seed: seed.toString('base64') } });
  });

  it('has one for the session where none can be kept', async () => {
    writeFileSync(join(folder, 'taken'), '');
    const seeds = new TokenSeeds(join(folder, 'taken/none'));
    const seed = await seeds.seedOf('r.test');
    expect((await seeds.seedOf('r.test')).equals(seed)).toBe(true);
  });

  it.runIf(process.platform === 'linux')('waits for whoever writes the file', async () => {
    const lock = join(folder, '.token_seed.lock');
    const holder = spawn('flock', ['-x', lock, '-c', 'echo held; read line'], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    let done = false;
    const seed = new TokenSeeds(folder).seedOf('r.test').then((bytes) => {
      done = true;
      return bytes;
    });
    // Long enough for several tries.
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(done).toBe(false);
    writeFileSync(file(), JSON.stringify({ 'r.test': { Seed: Buffer.alloc(16, 2).toString('base64') } }));
    holder.stdin.end('\n');
    expect((await seed).equals(Buffer.alloc(16, 2))).toBe(true);
  });
});
