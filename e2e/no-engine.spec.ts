import { createHash } from 'node:crypto';
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { engineDoor } from '../tools/testbed/engine-door.ts';
import { EnginePage } from './pages/engine-page.ts';
import { launchApp, type RunningApp } from './support/launch.ts';
import { whyNotAsAnother, withoutDocker, withoutOverride } from './support/programs.ts';
import { expect, test } from './support/spec.ts';

// What the window says in each world without an Engine: which endpoint was tried, why it failed, and what to do.

const NOBODY = 65534;

let folder: string;
let running: RunningApp | undefined;

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-no-engine-'));
});

test.afterEach(async () => {
  const complaints = running?.complaints;
  await running?.close();
  running = undefined;
  await rm(folder, { recursive: true, force: true });
  expect(complaints).toEqual([]);
});

test('no socket and no docker program: not installed', async ({ bed }) => {
  const reason = whyNotAsAnother('unshare');
  test.skip(reason !== undefined, reason);
  const socket = join(folder, 'docker.sock');
  const env = bed.environment({ DOCKER_HOST: `unix://${socket}`, BUILDX_CONFIG: join(folder, 'buildx') });
  const program = await withoutDocker(join(folder, 'program'), (env.PATH ?? '').split(delimiter));
  running = await launchApp({ env, program });
  const here = pageOf(running);
  await expect(here.headline('Docker is not on this computer yet')).toBeVisible();
  await expect(here.story).toContainText(`There is no socket at unix://${socket}, and no docker program was found.`);
  await expect(here.story).toContainText('Install Docker Engine or Docker Desktop');
  await expect(here.story).toContainText('chosen by the variable DOCKER_HOST');
  await expect(here.story.getByRole('button', { name: 'Try again' })).toBeVisible();
});

test('no socket where docker is installed: not running', async ({ bed }) => {
  const socket = join(folder, 'docker.sock');
  running = await launchApp({
    env: bed.environment({
      DOCKER_HOST: `unix://${socket}`,
      BUILDX_CONFIG: join(folder, 'buildx'),
      PATH: [dirname(bed.dockerProgram), process.env.PATH].join(delimiter),
    }),
  });
  const here = pageOf(running);
  await expect(here.headline('Docker is here, but not running')).toBeVisible();
  await expect(here.story).toContainText(`Slipway tried unix://${socket}. Its socket does not exist.`);
  await expect(here.story).toContainText('sudo systemctl start docker');
});

test('a socket that may not be opened: no permission', async ({ bed }) => {
  const reason = whyNotAsAnother('setpriv');
  test.skip(reason !== undefined, reason);
  const door = await engineDoor(bed.socketPath);
  try {
    await door.open();
    await chown(door.path, NOBODY, NOBODY);
    await chmod(door.path, 0o600);
    running = await launchApp({
      program: await withoutOverride(folder),
      env: bed.environment({ DOCKER_HOST: door.url, BUILDX_CONFIG: join(folder, 'buildx') }),
    });
    const here = pageOf(running);
    await expect(here.headline('Docker runs, but you may not use it yet')).toBeVisible();
    await expect(here.story).toContainText(`Docker's socket at ${door.url} is there`);
    await expect(here.story).toContainText('sudo usermod -aG docker "$USER"');
    // Given the right, the app goes on by itself.
    await chmod(door.path, 0o666);
    await expect(here.headline('Builders')).toBeVisible();
  } finally {
    await door.dispose();
  }
});

test('a chosen context that does not exist: broken, by its name', async ({ bed }) => {
  const here = await withContext(bed.environment(), 'gone-away');
  await expect(here.headline('The chosen Docker context does not work')).toBeVisible();
  await expect(here.story).toContainText('The docker context "gone-away" does not exist.');
  await expect(here.story).toContainText('docker would use it, chosen with docker context use');
  await expect(here.story).toContainText('docker context ls');
});

test('a chosen context whose file cannot be read: broken, with its file', async ({ bed }) => {
  const id = createHash('sha256').update('torn').digest('hex');
  const file = join(folder, 'contexts/meta', id, 'meta.json');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, '{"Name":"to');
  const here = await withContext(bed.environment(), 'torn');
  await expect(here.headline('The chosen Docker context does not work')).toBeVisible();
  await expect(here.story).toContainText('The docker context "torn" cannot be read.');
  await expect(here.story).toContainText(file);
  // Mended, the app goes on by itself.
  const meta = { Name: 'torn', Metadata: {}, Endpoints: { docker: { Host: bed.dockerHost, SkipTLSVerify: false } } };
  await writeFile(file, JSON.stringify(meta));
  await expect(here.headline('Builders')).toBeVisible();
  await expect(here.story.getByRole('button', { name: 'torn', exact: true })).toBeVisible();
});

async function withContext(env: NodeJS.ProcessEnv, currentContext: string): Promise<EnginePage> {
  await writeFile(join(folder, 'config.json'), JSON.stringify({ currentContext }));
  const { DOCKER_HOST: _host, ...rest } = env;
  running = await launchApp({ env: { ...rest, DOCKER_CONFIG: folder, BUILDX_CONFIG: join(folder, 'buildx') } });
  return pageOf(running);
}

function pageOf({ page }: RunningApp): EnginePage {
  return new EnginePage(page);
}
