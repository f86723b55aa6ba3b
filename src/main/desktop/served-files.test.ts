import { describe, expect, it } from 'vitest';
import { fileFor } from './served-files.ts';

const folder = '/app/out/renderer';

describe('fileFor', () => {
  it.each([
    ['app://slipway/', '/app/out/renderer/index.html'],
    ['app://slipway/index.html', '/app/out/renderer/index.html'],
    ['app://slipway/assets/main-1.js?x#y', '/app/out/renderer/assets/main-1.js'],
    ['app://slipway/a%20b.css', '/app/out/renderer/a b.css'],
  ])('%s is a file of the page', (address, file) => {
    expect(fileFor(folder, address)).toBe(file);
  });

  it.each([
    'app://other/index.html',
    'app://slipway/..%2f..%2fpackage.json',
    'app://slipway/%2e%2e%2fmain/index.cjs',
    'app://slipway/..%5cmain',
    'app://slipway/a%00b',
    'app://slipway/%ff',
    'app://slipway/..%2frenderer-other/x',
  ])('%s is none', (address) => {
    expect(fileFor(folder, address)).toBeUndefined();
  });
});
