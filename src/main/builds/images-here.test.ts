import { expect, test } from 'vitest';
import type { BuildFailure } from '../../shared/contract/index.ts';
import { mirrorsOf, withImagesHere } from './images-here.ts';

const CONFIG = `
[registry."docker.io"]
  mirrors = ["10.0.0.1:5000", "cache.example/hub", "mirror.example"]
[registry."10.0.0.1:5000"]
  http = true
`;

test('mirrors are asked as BuildKit asks them, and those with a path not at all', () => {
  expect(mirrorsOf('docker.io', CONFIG)).toEqual(['http://10.0.0.1:5000', 'https://mirror.example']);
  expect(mirrorsOf('ghcr.io', CONFIG)).toEqual([]);
  expect(mirrorsOf('docker.io', '[registry')).toEqual([]);
  expect(mirrorsOf('docker.io', 'registry = 1')).toEqual([]);
});

test('another failure stays as it is, and no file is read for it', async () => {
  const failure: BuildFailure = { failure: { code: 'build-failed', title: 'It stopped.', detail: 'exit code: 1' } };
  const read = () => Promise.reject(new Error('not to be read'));
  expect(await withImagesHere(failure, read)).toBe(failure);
});
