import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDir } from './cache.ts';
import { engineContents, pingEngine } from './engine-api.ts';
import { say } from './say.ts';
import { stateVariable, type TestbedState } from './state.ts';
import { bringUp, takeDown } from './up.ts';

/** The testbed that a developer keeps up between runs. */
const kept = join(cacheDir(), 'kept-testbed.json');

async function readKept(): Promise<TestbedState | undefined> {
  if (!existsSync(kept)) return undefined;
  return JSON.parse(await readFile(kept, 'utf8')) as TestbedState;
}

/** Lines for a shell: the variable that hands the testbed to tests, and those that the CLI reads. */
function environmentLines(state: TestbedState): string {
  const set = {
    [stateVariable]: JSON.stringify(state),
    DOCKER_HOST: `unix://${state.engine.socket}`,
    DOCKER_CONFIG: state.cli.dockerConfigDir,
    BUILDX_CONFIG: state.buildxConfigDir,
  };
  const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  return Object.entries(set)
    .map(([name, value]) => `export ${name}=${quote(value)}\n`)
    .join('');
}

async function up(): Promise<void> {
  const there = await readKept();
  if (there !== undefined && (await pingEngine(there.engine.socket))) {
    process.stdout.write(environmentLines(there));
    return;
  }
  if (there !== undefined) await takeDown(there);
  const state = await bringUp({ owned: false });
  await mkdir(cacheDir(), { recursive: true });
  await writeFile(kept, JSON.stringify(state));
  process.stdout.write(environmentLines(state));
}

async function down(): Promise<void> {
  const state = await readKept();
  if (state === undefined) return say('no testbed is kept up');
  await takeDown(state);
  await rm(kept, { force: true });
  say('the testbed is down');
}

async function status(): Promise<void> {
  const state = await readKept();
  if (state === undefined) return say('no testbed is kept up');
  const { engine, registry, cli } = state;
  const answers = await pingEngine(engine.socket);
  console.log(`Engine    unix://${engine.socket} ${answers ? 'answers' : 'does not answer'}`);
  console.log(`registry  ${registry.address}`);
  console.log(`CLI       ${cli.program}`);
  console.log(
    `pids      containerd ${engine.containerd.pid}, dockerd ${engine.dockerd.pid}, registry ${registry.process.pid}`,
  );
  if (answers) {
    for (const [kind, names] of Object.entries(await engineContents(engine.socket))) {
      console.log(`${kind.padEnd(10)}${(names as readonly string[]).join(', ') || 'none'}`);
    }
  }
}

async function env(): Promise<void> {
  const state = await readKept();
  if (state === undefined) throw new Error('No testbed is kept up: run "up" first.');
  process.stdout.write(environmentLines(state));
}

const commands: Readonly<Record<string, () => Promise<void>>> = { up, down, status, env };
const command = commands[process.argv[2] ?? ''];
if (command === undefined) {
  console.error(`usage: node tools/with-node24.mjs tools/testbed/main.ts ${Object.keys(commands).join(' | ')}`);
  process.exit(2);
}
try {
  await command();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
