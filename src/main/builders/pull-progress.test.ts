import { expect, test } from 'vitest';
import type { ImageProgress } from '../engine/index.ts';
import { createPullProgress } from './pull-progress.ts';

function line(id: string, status: string, current?: number, total?: number): ImageProgress {
  return { id, status, current, total };
}

test('bytes of all layers together; lines of other kinds tell nothing', () => {
  const progress = createPullProgress();
  expect(progress(line('v1', 'Pulling from x/y'))).toBeUndefined();
  expect(progress(line('a', 'Already exists'))).toBeUndefined();
  expect(progress(line('b', 'Pulling fs layer'))).toBeUndefined();
  expect(progress(line('b', 'Downloading', 10, 100))).toEqual({ current: 10, total: 100 });
  expect(progress(line('c', 'Downloading', 5, 50))).toEqual({ current: 15, total: 150 });
  expect(progress(line('b', 'Download complete'))).toEqual({ current: 105, total: 150 });
  expect(progress(line('b', 'Extracting', 1, 100))).toBeUndefined();
  expect(progress(line('c', 'Pull complete'))).toEqual({ current: 150, total: 150 });
  expect(progress(line('', 'Status: Downloaded newer image'))).toBeUndefined();
});
