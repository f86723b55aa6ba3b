import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cleanEnvironment } from './cli.ts';
import { pingEngine } from './engine-api.ts';
import { leftovers } from './leftovers.ts';
import {
  type PrivateEngine,
  privateEnvironment,
  removePrivateEngine,
  runningPrivateEngine,
  startPrivateEngine,
  stopPrivateEngine,
} from './private-engine.ts';
import { run } from './run.ts';

let parent: string;
let home: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'slipway-private-'));
  home = join(parent, 'engine');
});

afterAll(async () => {
  await removePrivateEngine(home);
  await rm(parent, { recursive: true, force: true });
});

function docker(engine: PrivateEngine, ...args: readonly string[]) {
  return run(engine.cli.program, args, { env: cleanEnvironment(process.env, privateEnvironment(engine)) });
}

it('keeps a builder and its cache from one start to the next', async () => {
  const first = await startPrivateEngine(home);
  expect((await startPrivateEngine(home)).engine.dockerd).toEqual(first.engine.dockerd);
  const traces = { paths: [home, first.engine.execRoot], bridges: [first.engine.network.bridge] };
  expect(await leftovers(traces)).not.toEqual([]);
  const rules = (await run('iptables-save', [])).stdout;
  expect(rules).toContain(`--comment ${first.engine.network.bridge} -j MASQUERADE`);
  await docker(first, 'buildx', 'create', '--name', 'kept', '--driver', 'docker-container', '--bootstrap');
  await docker(
    first,
    'run',
    '--detach',
    '--name',
    'sleeper',
    '--restart',
    'always',
    '--stop-signal',
    'KILL',
    'busybox',
    'sleep',
    '100000',
  );

  expect(await stopPrivateEngine(home)).toBe(true);
  expect(await pingEngine(first.engine.socket)).toBe(false);
  expect(await leftovers(traces)).toEqual([]);
  expect(await runningPrivateEngine(home)).toBeUndefined();

  const config = join(first.cli.dockerConfigDir, 'config.json');
  expect(await readFile(config, 'utf8')).toBe('{}\n');
  await appendFile(config, '{}\n');
  const second = await startPrivateEngine(home);
  expect(await readFile(config, 'utf8')).toBe('{}\n');
  expect(second.engine.network).toEqual(first.engine.network);
  const running = await docker(second, 'ps', '--format', '{{.Names}}');
  expect(running.stdout.trim().split('\n').sort()).toEqual(['buildx_buildkit_kept0', 'sleeper']);
  expect((await docker(second, 'buildx', 'ls', '--format', '{{.Name}}')).stdout).toContain('kept');

  const own = JSON.stringify({ currentContext: 'default' });
  await writeFile(config, own);
  await startPrivateEngine(home);
  expect(await readFile(config, 'utf8')).toBe(own);

  await removePrivateEngine(home);
  expect(await leftovers(traces)).toEqual([]);
  expect(existsSync(home)).toBe(false);
});
