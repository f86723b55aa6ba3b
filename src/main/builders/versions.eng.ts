import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineKitName } from '../../../tools/testbed/engine-kits.ts';
import { testbed } from '../../../tools/testbed/testbed.ts';
import { capabilitiesOf, type DialTarget, openControl } from '../buildkit/index.ts';
import { openRig, type Rig } from './testing/rig.ts';

const bed = testbed();
const builder = 'versions-itg';
let rig: Rig;

/** The minor version of the BuildKit in each Engine, and by what it is known: two of them do not know it themselves. */
const INSIDE: Readonly<Record<EngineKitName, readonly [minor: number, source: string]>> = {
  'docker-26': [13, 'engine'],
  'docker-28': [25, 'engine'],
  'docker-newest': [33, 'daemon'],
};

beforeAll(async () => {
  rig = await openRig(bed);
  await rig.cli('buildx', 'create', '--name', builder, '--driver', 'docker-container', '--bootstrap');
});
afterAll(async () => {
  await rig.cli('buildx', 'rm', '--force', builder);
  await rig.close([`${builder}0`]);
  await bed.dispose();
});

async function capabilities(target: DialTarget, engineVersion?: string) {
  const control = openControl(target);
  try {
    const [info, [worker]] = [await control.info(), await control.listWorkers()];
    return capabilitiesOf({ info, worker, engineVersion });
  } finally {
    control.close();
  }
}

describe('what a BuildKit can do is known', () => {
  it('of the one in the Engine', async () => {
    const { address } = rig.engine;
    const { version } = await rig.engine.info();
    const found = await capabilities({ kind: 'engine-grpc', engine: address }, version);
    expect([found.version?.minor, found.source]).toEqual(INSIDE[bed.kit]);
    expect(found.has('exporters')).toBe(true);
    expect(found.has('finalizeHistory')).toBe(bed.kit !== 'docker-26');
    expect(found.has('historyFilterSafe')).toBe(bed.kit === 'docker-newest');
  });

  it('of the one in a container', async () => {
    const container = `buildx_buildkit_${builder}0`;
    const found = await capabilities({ kind: 'container', engine: rig.engine.address, container });
    expect([found.version?.minor, found.source]).toEqual([34, 'daemon']);
  });
});

it.each(['default', builder])('features of %s are those that docker buildx inspects', async (name) => {
  const node = await rig.untilNode(name, ({ status, platforms }) => status === 'running' && platforms.length > 0);
  const shown = await rig.cli('--debug', 'buildx', 'inspect', name);
  const theirs = Object.entries(node.features).map(([feature]) => {
    const value = new RegExp(`^\\s+${feature}:\\s+(true|false)$`, 'm').exec(shown)?.[1];
    return [feature, value === undefined ? undefined : value === 'true'];
  });
  expect(theirs.length).toBeGreaterThan(5);
  expect(node.features).toEqual(Object.fromEntries(theirs));
});
