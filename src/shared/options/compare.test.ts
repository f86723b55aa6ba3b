import { describe, expect, test } from 'vitest';
import { changeOf } from './change.ts';
import { type ActualContainer, type CompareFacts, compare } from './compare.ts';
import { containerCreateBody } from './container-body.ts';
import { parseOptions } from './parse.ts';

const FLAG = '--allow-insecure-entitlement=network.host';

type Host = ActualContainer['hostConfig'];

function differences(
  record: Readonly<Record<string, string>>,
  host: Partial<Host>,
  rest: Partial<Omit<ActualContainer, 'hostConfig'>> = {},
  facts: CompareFacts = {},
) {
  const parsed = parseOptions(record);
  if (!parsed.ok) throw new Error('bad options');
  const wanted = containerCreateBody({
    nodeName: 'demo0',
    options: parsed.options,
    flags: [FLAG],
    hasToml: false,
    facts: { cgroupDriver: 'cgroupfs', usernsRemap: false, gpu: false, wsl: false },
  });
  const actual: ActualContainer = {
    image: 'moby/buildkit:buildx-stable-1',
    env: [],
    command: [FLAG],
    ...rest,
    hostConfig: {
      memory: 0,
      memorySwap: 0,
      cpuQuota: 0,
      cpuPeriod: 0,
      cpuShares: 0,
      nanoCpus: 0,
      cpusetCpus: '',
      cpusetMems: '',
      cgroupParent: '/docker/buildx',
      networkMode: 'bridge',
      restartPolicy: { name: 'unless-stopped', maximumRetryCount: 0 },
      ...host,
    },
  };
  return compare(wanted, actual, facts).map(({ key, wanted: want, actual: have }) => `${key}: ${want} / ${have}`);
}

describe('compare', () => {
  test('finds nothing in forms that mean the same', () => {
    expect(differences({}, {})).toEqual([]);
    expect(differences({}, { cpuQuota: -1, cpuPeriod: 100000, cpuShares: 1024, networkMode: 'default' })).toEqual([]);
    expect(differences({ memory: '2g' }, { memory: 2 ** 31, memorySwap: 2 ** 32 })).toEqual([]);
    expect(differences({ 'cpu-shares': '1024', 'cpu-quota': '0' }, {})).toEqual([]);
    expect(differences({}, { cpusetCpus: '0-1' }, {}, { cpus: 2 })).toEqual([]);
    expect(differences({ 'cpuset-cpus': '0,1,2' }, { cpusetCpus: '0-2' }, {}, { cpus: 8 })).toEqual([]);
    expect(differences({}, {}, { image: 'moby/buildkit:buildx-stable-1@sha256:aa' })).toEqual([]);
    expect(differences({ 'restart-policy': '' }, { restartPolicy: { name: 'no', maximumRetryCount: 0 } })).toEqual([]);
    expect(differences({ 'cpu-quota': '200000', 'cpu-period': '100000' }, { nanoCpus: 2e9 })).toEqual([]);
    expect(differences({ memory: '2g' }, { memory: 2 ** 31, memorySwap: -1 }, {}, { swapLimit: false })).toEqual([]);
  });

  test('names what differs', () => {
    expect(differences({ memory: '16g' }, { memory: 2 ** 33, memorySwap: 2 ** 34 })).toEqual([
      'memory: 16 GB / 8 GB',
      'memory-swap: 32 GB / 16 GB',
    ]);
    expect(differences({ 'cpu-quota': '200000' }, { nanoCpus: 3e9 })).toEqual(['cpu-quota: 2 cores / 3 cores']);
    expect(differences({}, { cpuShares: 512 })).toEqual(['cpu-shares: 1024 / 512']);
    expect(differences({}, { cpusetCpus: '0' }, {}, { cpus: 2 })).toEqual(['cpuset-cpus: any / 0']);
    expect(differences({ network: 'host' }, {})).toEqual(['network: host / bridge']);
    expect(differences({}, { cgroupParent: '/slip' })).toEqual(['cgroup-parent: /docker/buildx / /slip']);
    expect(differences({}, {}, { image: 'moby/buildkit:v0.30.0' })).toEqual([
      'image: moby/buildkit:buildx-stable-1 / moby/buildkit:v0.30.0',
    ]);
    expect(differences({}, {}, { command: ['--debug', FLAG] })).toEqual([`flags: ${FLAG} / --debug ${FLAG}`]);
  });

  test('leaves the image its own variables and shows no value', () => {
    const env = ['PATH=/usr/bin', 'A=secret'];
    expect(differences({ 'env.A': 'secret' }, {}, { env }, { imageEnv: ['PATH=/usr/bin'] })).toEqual([]);
    expect(differences({ 'env.A': 'secret' }, {}, { env })).toEqual([]);
    expect(differences({ 'env.A': 'other' }, {}, { env }, { imageEnv: ['PATH=/usr/bin'] })).toEqual([
      'env.*: set / another value',
    ]);
    expect(differences({}, {}, { env }, { imageEnv: ['PATH=/usr/bin'] })).toEqual(['env.*: not set / set']);
    expect(differences({ 'env.B': 'x' }, {}, { env: [] })).toEqual(['env.*: set / not set']);
  });
});

describe('changeOf', () => {
  test.each<[Parameters<typeof changeOf>, string]>([
    [['memory', '2g', '4g', {}], 'at-once'],
    [['memory', '2g', undefined, {}], 'recreate'],
    [['memory', '4g', '1g', { memoryInUse: 2 ** 31, cgroupVersion: 1 }], 'restart'],
    [['memory', '4g', '1g', { memoryInUse: 2 ** 31, cgroupVersion: 2 }], 'restart'],
    [['memory-swap', '4g', '-1', {}], 'restart'],
    [['memory-swap', '4g', undefined, {}], 'recreate'],
    [['cpu-quota', undefined, '200000', {}], 'at-once'],
    [['cpu-quota', '200000', undefined, {}], 'at-once'],
    [['cpu-quota', undefined, '200000', { nanoCpus: 2e9 }], 'recreate'],
    [['cpuset-cpus', '0-1', '0', { cgroupVersion: 2 }], 'at-once'],
    [['cpuset-cpus', '0-1', '0', { cgroupVersion: 1 }], 'restart'],
    [['cpuset-cpus', '0-1', '0', { cgroupVersion: 1, hasRunSteps: false }], 'at-once'],
    [['cpuset-cpus', '0-1', undefined, { cgroupVersion: 2 }], 'recreate'],
    [['restart-policy', undefined, 'always', {}], 'at-once'],
    [['image', undefined, 'moby/buildkit:v0.34.2', {}], 'recreate'],
    [['network', undefined, 'host', {}], 'recreate'],
    [['env.*', undefined, 'x', {}], 'recreate'],
    [['default-load', undefined, 'true', {}], 'store-only'],
    [['allow-untrusted-image', undefined, 'true', {}], 'store-only'],
    [['cgroup-parent', undefined, '/a', { cgroupDriver: 'cgroupfs' }], 'recreate'],
    [['cgroup-parent', undefined, '/a', { cgroupDriver: 'systemd' }], 'ignored'],
  ])('%j is %s', (change, expected) => {
    expect(changeOf(...change).kind).toBe(expected);
  });
});
