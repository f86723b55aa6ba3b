/**
 * The process that is watched: Slipway's services as the app composes them, a page over the contract, and cycles of all that happens to
 * them. Run by `main.ts` with a testbed in SLIPWAY_TESTBED and `--expose-gc`.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { BuildNotes } from '../../src/main/builds/index.ts';
import { environmentOf } from '../../src/main/engine/index.ts';
import { bindContract, requestHandlers, topicSources } from '../../src/main/ipc/index.ts';
import { startServices } from '../../src/main/services.ts';
import { haltDockerd, type RunningEngine, resumeDockerd } from '../testbed/engine.ts';
import { readState } from '../testbed/state.ts';
import { testbed } from '../testbed/testbed.ts';
import { PARTS, type Soak } from './cycle.ts';
import { openPage } from './page.ts';
import { report } from './report.ts';
import { type Sample, takeSample } from './sample.ts';

/**
 * Cycles before the first sample that counts. By then compiled code has come to its size and what is remembered up to a bound is full: a cycle
 * leaves one of the 100 builds that are kept of removed builders, and replaces about five of the 500 small notes from before by its own.
 */
const WARM_UP = 110;
/** Builds that are remembered from the start, as after weeks of use: notes that fill up to their bound would look like a leak. */
const REMEMBERED = 500;

const minutes = Number(process.argv[2]);
const state = readState();
if (state === undefined || globalThis.gc === undefined) throw new Error('Run this by tools/soak/main.ts.');
const bed = testbed();
// A folder of its own for all that the process and its programs put into the temporary folder.
const temporary = await mkdtemp(join(tmpdir(), 'slipway-soak-'));
process.env.TMPDIR = temporary;
const userData = await bed.freshFolder('soak-data');
const projects = await bed.freshFolder('soak-projects');
const env = { BUILDX_CONFIG: await bed.freshBuildxConfig() };
const builder = 'soak';
const notes = new BuildNotes(join(userData, 'builds'));
for (let count = 0; count < REMEMBERED; count++) {
  const context = join(projects, String(count));
  const request = {
    context,
    dockerfile: '',
    tags: [],
    platforms: [],
    outputs: [],
    args: [],
    secrets: [],
    noCache: false,
    pull: false,
    cliTwin: `docker buildx build --builder ${builder} ${context}`,
  };
  const ref = `earlier${count}`;
  await notes.save({
    version: 1,
    nodeKey: `${builder}/${builder}0`,
    ref,
    request,
    outcome: { kind: 'unknown', tags: [] },
  });
}

let engine: RunningEngine = state.engine;
const page = openPage();
const started = await startServices({
  environment: environmentOf({ env: bed.environment(env), home: homedir(), platform: process.platform }),
  userData,
  desktop: { copy: () => {}, pickFolder: async () => '' } as never,
  versions: { version: '0', electron: '' },
});
let faults = 0;
const unbind = bindContract({
  transport: page.transport,
  handlers: requestHandlers(started),
  topics: topicSources(started),
  report: (name, error) => {
    faults += 1;
    console.log(`soak: a fault of Slipway itself in ${name}: ${error instanceof Error ? error.stack : String(error)}`);
  },
});
process.on('unhandledRejection', (error) => {
  faults += 1;
  console.log(`soak: unhandled: ${error instanceof Error ? error.stack : String(error)}`);
});

const soak: Soak = {
  bed,
  page,
  folder: projects,
  env,
  builder,
  async restartEngine(how) {
    await haltDockerd(engine, how);
    engine = await resumeDockerd(engine);
    process.send?.({ engine });
  },
};

await bed.cli(['buildx', 'create', '--name', builder, '--driver', 'docker-container', '--bootstrap'], { env });
await page.until('builders', undefined, ({ items }) => items[builder]?.status === 'running');

const samples: { readonly at: number; readonly sample: Sample }[] = [];
const end = performance.now() + minutes * 60_000;
for (let cycle = 0; performance.now() < end || samples.length < WARM_UP + 3; cycle++) {
  for (const [name, part] of Object.entries(PARTS)) {
    try {
      await part(soak, cycle);
    } catch (error) {
      throw new Error(`Cycle ${cycle}, ${name}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
  await rm(projects, { recursive: true, force: true });
  await mkdir(projects);
  const sample = await takeSample(bed, [temporary, join(userData, 'spool')], [builder]);
  samples.push({ at: performance.now() / 3_600_000, sample });
  const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  console.log(
    `soak: cycle ${cycle + 1}: rss ${mib(sample.rss)}, heap ${mib(sample.heap)}, ${sample.files} files, ${sample.threads} threads, ${sample.resources} resources, ${sample.inside} inside, ${sample.temporary} temporary`,
  );
}
const flat = report(samples.slice(WARM_UP));
unbind();
page.close();
await bed.cli(['buildx', 'rm', builder], { env });
await started.close();
await rm(temporary, { recursive: true, force: true });
await bed.dispose();
if (faults > 0) console.log(`soak: ${faults} faults of Slipway itself`);
process.exitCode = flat && faults === 0 ? 0 : 1;
// What is left open now would keep a person's process alive as well.
const hung = setTimeout(() => {
  console.log(`soak: still open after the end: ${process.getActiveResourcesInfo().join(', ')}`);
  process.exit(1);
}, 10_000);
hung.unref();
process.disconnect?.();
