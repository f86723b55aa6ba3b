import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Testbed, testbed } from '../../../tools/testbed/testbed.ts';
import type { CreateBuilder } from '../../shared/actions/schemas.ts';
import { openRig, type Rig, removeNodes } from '../builders/testing/rig.ts';
import { differingPaths, IGNORED_ON_BRIDGE, IGNORED_ON_HOST, ignoredOn } from './testing/container-differences.ts';
import { type OperationsRig, openOperations } from './testing/operations-rig.ts';

interface Choice {
  readonly title: string;
  readonly mirror?: boolean;
  readonly action: Partial<CreateBuilder>;
  /** The same choices for `docker buildx create`. */
  readonly cli: readonly string[];
  readonly ignored: readonly string[];
}

const CHOICES: readonly Choice[] = [
  { title: 'nothing chosen', action: {}, cli: [], ignored: IGNORED_ON_BRIDGE },
  {
    title: 'a mirror in buildkitd.default.toml',
    mirror: true,
    action: {},
    cli: [],
    ignored: IGNORED_ON_BRIDGE,
  },
  {
    title: 'memory, CPU and a restart policy',
    action: {
      options: {
        memory: '512m',
        'memory-swap': '1g',
        'cpu-quota': '150000',
        'cpu-period': '100000',
        'cpu-shares': '512',
        'cpuset-cpus': '0',
        'cpuset-mems': '0',
        'restart-policy': 'on-failure:3',
        'cgroup-parent': '/slipway-test',
        'default-load': 'true',
        'env.SLIPWAY_TEST': 'a=b,c',
      },
      flags: ['--debug'],
      platforms: ['linux/amd64', 'linux/arm/v7'],
    },
    cli: [
      ...['memory=512m', 'memory-swap=1g', 'cpu-quota=150000', 'cpu-period=100000', 'cpu-shares=512'].flatMap(opt),
      ...['cpuset-cpus=0', 'cpuset-mems=0', 'restart-policy=on-failure:3', 'cgroup-parent=/slipway-test'].flatMap(opt),
      ...['default-load=true', '"env.SLIPWAY_TEST=a=b,c"'].flatMap(opt),
      ...['--buildkitd-flags', '--debug', '--platform', 'linux/amd64,linux/arm/v7'],
    ],
    ignored: IGNORED_ON_BRIDGE,
  },
  {
    title: 'the host network',
    action: { options: { network: 'host' } },
    cli: opt('network=host'),
    ignored: IGNORED_ON_HOST,
  },
];

/** Keeps the address of the container that was removed. */
const HOLDER = 'slipway-op-holder';

function opt(value: string): string[] {
  return ['--driver-opt', value];
}

let bed: Testbed;
beforeAll(() => {
  bed = testbed();
});
afterAll(() => bed.dispose());

describe.each(CHOICES)('with $title', ({ mirror = false, action, cli, ignored }) => {
  let rig: Rig;
  let operations: OperationsRig;
  const name = 'Op-Equal';
  const container = 'buildx_buildkit_op-equal0';

  beforeAll(async () => {
    rig = await openRig(bed, { mirror });
    operations = await openOperations(bed, rig);
  });
  afterAll(async () => {
    await rig.engine.containers.remove(HOLDER, { force: true, volumes: true }).catch(() => {});
    await operations.close();
    await rig.close(['op-equal0']);
  });

  test('the container and the instance file equal those that buildx makes', async () => {
    await rig.cli('buildx', 'create', '--name', name, '--driver', 'docker-container', ...cli, '--bootstrap', '--use');
    const theirs = await inspectQuiet(rig, container);
    const theirFile = await instanceFile(rig);
    const theirCurrent = await readFile(join(rig.buildxConfig, 'current'), 'utf8');
    await rig.cli('buildx', 'rm', name);
    await removeNodes(rig.engine, ['op-equal0']);
    await rig.cli('buildx', 'use', 'default');
    await rig.cli('run', '-d', '--rm', '--name', HOLDER, '--entrypoint', 'sleep', bed.buildkitImage, 'infinity');

    const head = await operations.run({ ...operations.createAction(name), use: true, ...action });
    expect(head).toMatchObject({ status: 'done', leftovers: [] });
    const ours = await inspectQuiet(rig, container);
    expect(await instanceFile(rig)).toBe(theirFile);
    expect(await readFile(join(rig.buildxConfig, 'current'), 'utf8')).toBe(theirCurrent);
    expect(differingPaths(ours, theirs)).toEqual(ignoredOn(bed.kit, ignored));
  });

  test('its name, flags and configuration are what buildx inspects', async () => {
    const inspected = await rig.cli('buildx', 'inspect', name);
    expect(inspected).toMatch(/Status: +running/);
    expect(inspected).toContain('--allow-insecure-entitlement=network.host');
    expect(await configOf(rig, container)).toBe(mirror ? await storedToml(rig, name) : '');
  });
});

async function instanceFile(rig: Rig): Promise<string> {
  return readFile(join(rig.buildxConfig, 'instances', 'op-equal'), 'utf8');
}

/** The inspection once no exec runs in the container: the services ask a daemon that starts, and so does the CLI. */
function inspectQuiet(rig: Rig, container: string): Promise<unknown> {
  return vi.waitFor(async () => {
    const { raw } = await rig.engine.containers.inspect(container);
    expect(raw).toMatchObject({ ExecIDs: null });
    return raw;
  }, 20_000);
}

async function configOf(rig: Rig, container: string): Promise<string> {
  const command = ['/bin/sh', '-c', 'cat /etc/buildkit/buildkitd.toml 2>/dev/null || true'];
  return (await rig.engine.containers.exec(container, command)).stdout.toString('utf8');
}

async function storedToml(rig: Rig, name: string): Promise<string> {
  const bytes = (await rig.store.read(name))?.nodes[0]?.files?.['buildkitd.toml'];
  return bytes ? new TextDecoder().decode(bytes) : '';
}
