import { mkdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testbed } from '../../../tools/testbed/testbed.ts';
import { openRig, type Rig, soon, until } from './testing/rig.ts';

/** A store that is damaged while it is looked at. The builders here never get a container. */
const bed = testbed();
let rig: Rig;
const at = (...parts: readonly string[]) => join(rig.buildxConfig, ...parts);

beforeAll(async () => {
  rig = await openRig(bed);
  for (const name of ['kept', 'hurt'])
    await rig.cli('buildx', 'create', '--name', name, '--driver', 'docker-container');
  await rig.cli('buildx', 'use', 'kept');
  await soon(until<'builders'>(rig.builders, ({ head, items }) => head.current === 'kept' && items.hurt !== undefined));
});
afterAll(async () => {
  await rig.close();
  await bed.dispose();
});

const untilProblem = (file: string) =>
  soon(until<'builders'>(rig.builders, ({ head }) => head.problems.some((problem) => problem.file === at(file))));

const untilNoProblem = () => soon(until<'builders'>(rig.builders, ({ head }) => head.problems.length === 0));

it('a file that was cut off is named, the others stay, and nothing touches it', async () => {
  const whole = await readFile(at('instances/hurt'));
  const half = Math.floor(whole.length / 2);
  await truncate(at('instances/hurt'), half);
  const { head, items } = await untilProblem('instances/hurt');
  expect(head.problems).toHaveLength(1);
  expect(head.problems[0]?.reason).toContain('The file of a builder is broken.');
  expect(items.hurt).toBeUndefined();
  expect(items.kept?.status).toBe('inactive');
  await expect(rig.cli('buildx', 'ls')).rejects.toThrow();
  await expect(rig.builders.open({ builder: 'hurt', node: 'hurt0' })).rejects.toMatchObject({
    failure: { code: 'store-broken' },
  });
  expect(await readFile(at('instances/hurt'))).toEqual(whole.subarray(0, half));
  await writeFile(at('instances/hurt'), whole);
  await untilNoProblem();
  await soon(until<'builders'>(rig.builders, (state) => state.items.hurt !== undefined));
});

it('an empty file and one that cannot be read are named each', async () => {
  await writeFile(at('instances/empty'), '');
  await untilProblem('instances/empty');
  await symlink('ring', at('instances/ring'));
  const { head } = await untilProblem('instances/ring');
  expect(head.problems.find(({ file }) => file === at('instances/ring'))?.reason).toContain('cannot be read');
  expect(rig.builder('kept')).toBeDefined();
  await rm(at('instances/empty'));
  await rm(at('instances/ring'));
  await untilNoProblem();
});

it('a note of the chosen builder that is garbage is named, and choosing one mends it', async () => {
  await writeFile(at('current'), '\0\0\0{"Key"');
  const { head } = await untilProblem('current');
  expect(head.current).toBe('default');
  expect(head.problems[0]?.reason).toContain('Make a builder the current one');
  await rig.store.use('kept', { key: bed.dockerHost });
  await untilNoProblem();
  await soon(until<'builders'>(rig.builders, (state) => state.head.current === 'kept'));
  expect(await rig.cli('buildx', 'inspect')).toMatch(/^Name: +kept$/m);
});

it('a store that goes as a whole shows no builder of its own, and comes back as it was', async () => {
  await rename(at(), `${at()}.aside`);
  await soon(until<'builders'>(rig.builders, ({ items }) => items.kept === undefined && items.default !== undefined));
  await rename(`${at()}.aside`, at());
  const { head } = await soon(
    until<'builders'>(rig.builders, ({ items }) => items.kept !== undefined && items.hurt !== undefined),
  );
  expect(head.problems).toEqual([]);
  // What stands in the place of the folder of builders is told of as well.
  await rename(at('instances'), at('aside'));
  await writeFile(at('instances'), '');
  await untilProblem('instances');
  await rm(at('instances'));
  await rename(at('aside'), at('instances'));
  await untilNoProblem();
  await soon(until<'builders'>(rig.builders, ({ items }) => items.kept !== undefined));
});

it('a second store is another world: a builder of one name in both shares what is on the Engine, and each is told', async () => {
  const second = await openRig(bed);
  try {
    await mkdir(join(second.buildxConfig, 'instances'), { recursive: true });
    await second.cli('buildx', 'create', '--name', 'kept', '--driver', 'docker-container');
    await soon(second.untilNode('kept', ({ status }) => status === 'inactive'));
    await second.cli('buildx', 'inspect', '--bootstrap', 'kept');
    for (const each of [rig, second]) await soon(each.untilNode('kept', ({ status }) => status === 'running'));
    expect(second.builder('hurt')).toBeUndefined();
    await second.cli('buildx', 'rm', 'kept');
    await soon(rig.untilNode('kept', ({ status }) => status === 'inactive'));
    await soon(until<'builders'>(second.builders, ({ items }) => items.kept === undefined));
  } finally {
    await second.close(['kept0']);
  }
});
