import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, it } from 'vitest';
import { watchStore } from './watch.ts';

let root: string;
let dir: string;
let stop: AbortController;
let changes: AsyncIterator<void>;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'slipway-watch-'));
  dir = join(root, 'docker', 'buildx');
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await rm(root, { recursive: true, force: true });
});

/** Each `next()` is a change that came after the one before; the test's own time limit is the failure. */
function start(): void {
  const waiting: (() => void)[] = [];
  let pending = 0;
  watchStore(
    dir,
    () => {
      const resolve = waiting.shift();
      if (resolve) resolve();
      else pending += 1;
    },
    stop.signal,
  );
  changes = {
    next: () =>
      new Promise((resolve) => {
        const done = () => resolve({ value: undefined, done: false });
        if (pending > 0) {
          pending -= 1;
          done();
        } else waiting.push(done);
      }),
  };
}

it('tells of a new, changed and removed builder', async () => {
  await mkdir(join(dir, 'instances'), { recursive: true });
  start();
  await writeFile(join(dir, 'instances/b'), '1');
  await changes.next();
  await writeFile(join(dir, '.tmp-x'), '2');
  await rename(join(dir, '.tmp-x'), join(dir, 'instances/b'));
  await changes.next();
  await rm(join(dir, 'instances/b'));
  await changes.next();
  await writeFile(join(dir, 'current'), 'x');
  await changes.next();
});

it('sees the store come from nothing, go, and come again', async () => {
  start();
  await mkdir(dir, { recursive: true });
  await changes.next();
  await mkdir(join(dir, 'instances'));
  await changes.next();
  await writeFile(join(dir, 'instances/b'), '1');
  await changes.next();
  await rm(join(root, 'docker'), { recursive: true });
  await changes.next();
  await mkdir(join(dir, 'instances'), { recursive: true });
  await changes.next();
  await writeFile(join(dir, 'instances/b'), '1');
  await changes.next();
});

it('follows a folder that was replaced by another', async () => {
  await mkdir(join(dir, 'instances'), { recursive: true });
  await mkdir(join(root, 'docker', 'other', 'instances'), { recursive: true });
  start();
  await rename(dir, join(root, 'docker', 'old'));
  await rename(join(root, 'docker', 'other'), dir);
  await changes.next();
  await writeFile(join(dir, 'instances/b'), '1');
  await changes.next();
});
