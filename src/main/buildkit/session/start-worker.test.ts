import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findWorker, startWorker } from './start-worker.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-worker-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, text = ''): string {
  const file = join(folder, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const urlOf = (path: string) => pathToFileURL(join(folder, path)).href;

describe('findWorker', () => {
  it('finds the source beside the caller', () => {
    const file = put('session/x-worker.ts');
    expect(findWorker(urlOf('session/start.ts'), 'x-worker')).toBe(file);
  });

  it('finds the bundle beside the main bundle, and from a chunk', () => {
    const file = put('out/x-worker.cjs');
    put('out/chunks/a.cjs');
    expect(findWorker(urlOf('out/index.cjs'), 'x-worker')).toBe(file);
    expect(findWorker(urlOf('out/chunks/a.cjs'), 'x-worker')).toBe(file);
  });

  it('takes the unpacked copy of an archive', () => {
    put('app.asar/out/x-worker.cjs');
    expect(findWorker(urlOf('app.asar/out/index.cjs'), 'x-worker')).toBe(
      join(folder, 'app.asar.unpacked/out/x-worker.cjs'),
    );
  });

  it('says which one is missing', () => {
    expect(() => findWorker(urlOf('index.cjs'), 'x-worker')).toThrow('x-worker');
  });
});

it('startWorker runs TypeScript as it is', async () => {
  put(
    'y-worker.ts',
    "import { parentPort } from 'node:worker_threads';\nconst text: string = 'hello';\nparentPort?.postMessage(text);\n",
  );
  const worker = startWorker(urlOf('caller.ts'), 'y-worker', {});
  const message = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  expect(message).toBe('hello');
  await worker.terminate();
});
