import { expect, test } from 'vitest';
import { folderOf } from './dropped-path.ts';

test.each([
  ['/home/mira/shop', '/home/mira/shop'],
  ['/home/mira/shop/Dockerfile', '/home/mira/shop'],
  ['/home/mira/shop/prod.Dockerfile', '/home/mira/shop'],
  ['/home/mira/shop/Dockerfile.prod', '/home/mira/shop'],
  ['/Dockerfile', '/'],
  ['C:\\code\\shop\\Dockerfile', 'C:\\code\\shop'],
  ['/home/mira/dockerfiles', '/home/mira/dockerfiles'],
])('%s is built from %s', (path, folder) => {
  expect(folderOf(path)).toBe(folder);
});
