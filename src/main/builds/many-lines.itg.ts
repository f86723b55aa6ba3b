import { afterAll, beforeAll, expect, it } from 'vitest';
import { testbed } from '../../../tools/testbed/testbed.ts';
import type { BuildsService } from './index.ts';
import { type BuildsRig, ended, listed, openBuildsRig } from './testing/builds-rig.ts';

/** Set SLIPWAY_LOG_LINES for more, such as a million. */
const LINES = Number(process.env.SLIPWAY_LOG_LINES ?? 400_000);
/** Lines that the window asks for at a time, or more. */
const WINDOW = 2000;

const bed = testbed();
const builder = 'many-lines-itg';
let builds: BuildsRig;

beforeAll(async () => {
  await bed.registry.push('busybox', 'library/busybox', 'latest');
  builds = await openBuildsRig(bed);
  // BuildKit cuts the log of a step at 2 MiB and slows it down unless told otherwise.
  const unlimited = ['BUILDKIT_STEP_LOG_MAX_SIZE', 'BUILDKIT_STEP_LOG_MAX_SPEED'].flatMap((name) => [
    '--driver-opt',
    `env.${name}=-1`,
  ]);
  const driver = ['--driver', 'docker-container', ...unlimited];
  await builds.rig.cli('buildx', 'create', '--name', builder, ...driver, '--bootstrap');
  await builds.rig.untilNode(builder, (node) => node.status === 'running');
}, 60_000);

afterAll(async () => {
  await builds?.close([`${builder}0`]);
  await bed.dispose();
});

async function linesOf(service: BuildsService, key: string, step: string): Promise<readonly string[]> {
  const all: string[] = [];
  for (let total = 1; all.length < total; ) {
    const page = await service.log(key, step, all.length, WINDOW);
    if (page.lines.length === 0) throw new Error(`There are ${all.length} of ${page.total} lines.`);
    for (const { text } of page.lines) all.push(text);
    total = page.total;
  }
  return all;
}

it('every line that a step prints is there, while it is followed, read again, and for the CLI', async () => {
  const context = await builds.project(`FROM busybox\nARG MARKER\nRUN echo $MARKER && seq 1 ${LINES}\n`, 'many-lines');
  const args = [{ name: 'MARKER', value: `${Date.now()}` }];
  const key = await builds.begin({ builder, context, args });
  const head = await ended(builds.service, key);
  expect(head.summary.status).toBe('done');
  const wanted = [`${args[0]?.value}`, ...Array.from({ length: LINES }, (_, index) => `${index + 1}`)];
  const { items } = builds.service.open(key).state();
  const step = Object.values(items).find(({ name }) => name.includes('seq 1'))?.id ?? '';
  // Compared as texts: a difference of so many lines would never be printed.
  const text = wanted.join('\n');
  expect((await linesOf(builds.service, key, step)).join('\n') === text).toBe(true);
  expect((await linesOf(builds.service, key, '')).length).toBe(head.logLines);

  const again = await builds.another();
  await listed(again, key);
  await ended(again, key);
  expect((await linesOf(again, key, step)).join('\n') === text).toBe(true);

  const history = ['buildx', 'history', 'logs', '--builder', builder, '--progress', 'rawjson', head.summary.ref];
  const { stdout, stderr } = await bed.cli(history, { env: { BUILDX_CONFIG: builds.rig.buildxConfig } });
  const printed = `${stdout}${stderr}`
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .flatMap((line) => (JSON.parse(line) as { logs?: { vertex: string; data: string }[] }).logs ?? [])
    .filter(({ vertex }) => vertex === step)
    .map(({ data }) => Buffer.from(data, 'base64'));
  expect(Buffer.concat(printed).toString() === `${text}\n`).toBe(true);
}, 600_000);
