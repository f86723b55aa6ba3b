import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findBinary } from './electron.mjs';
import { findMissing } from './packages.mjs';

it('finds what is not installed as the lock file says', () => {
  const lock = {
    packages: {
      '': { version: '1' },
      'node_modules/a': { version: '2' },
      'node_modules/b': { version: '3', optional: true },
    },
  };
  const installed = (packages: Record<string, { version: string }>) => findMissing(lock, { packages });
  expect(findMissing(lock, undefined)).toBe('node_modules/a is missing');
  expect(installed({ 'node_modules/a': { version: '1' } })).toBe('node_modules/a is 1, wanted 2');
  expect(installed({ 'node_modules/a': { version: '2' } })).toBeUndefined();
  expect(installed({ 'node_modules/a': { version: '2' }, 'node_modules/b': { version: '4' } })).toContain(
    'node_modules/b is 4',
  );
});

it('tells whether Electron’s own binary is there', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-electron-'));
  try {
    expect(findBinary(folder)).toBeUndefined();
    writeFileSync(join(folder, 'path.txt'), 'electron\n');
    expect(findBinary(folder)).toBeUndefined();
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist', 'electron'), '');
    expect(findBinary(folder)).toBe(join(folder, 'dist', 'electron'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
