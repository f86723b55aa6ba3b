import { describe, expect, test } from 'vitest';
import { checkOptions } from './check.ts';
import { checkValue, type ParsedOptions, parseOptions } from './parse.ts';
import { DRIVER_OPTIONS, optionFor, optionOf } from './table.ts';

function parsed(record: Readonly<Record<string, string>>): ParsedOptions {
  const result = parseOptions(record);
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  return result.options;
}

function problems(record: Readonly<Record<string, string>>): readonly (readonly [string, string | undefined])[] {
  const result = parseOptions(record);
  return result.ok ? [] : result.issues.map((issue) => [issue.key, issue.original] as const);
}

describe('the table', () => {
  test('holds the fifteen options of the driver', () => {
    expect(DRIVER_OPTIONS.map((option) => option.key).sort()).toEqual([
      'allow-untrusted-image',
      'cgroup-parent',
      'cpu-period',
      'cpu-quota',
      'cpu-shares',
      'cpuset-cpus',
      'cpuset-mems',
      'default-load',
      'env.*',
      'image',
      'memory',
      'memory-swap',
      'network',
      'provenance-add-gha',
      'restart-policy',
    ]);
  });
  test('finds a stored key', () => {
    expect(optionFor('memory')).toBe(optionOf('memory'));
    expect(optionFor('env.NO_PROXY')).toBe(optionOf('env.*'));
    expect(optionFor('env.*')).toBe(optionOf('env.*'));
    expect(optionFor('gpus')).toBeUndefined();
  });
  test('gives an example that its own grammar takes', () => {
    for (const option of DRIVER_OPTIONS) {
      const key = option.key === 'env.*' ? 'env.NAME' : option.key;
      expect(checkValue(option, key, option.example), option.key).toBeUndefined();
    }
  });
});

describe('parseOptions', () => {
  test('gives the defaults of the driver', () => {
    expect(parsed({})).toEqual({
      image: 'moby/buildkit:buildx-stable-1',
      network: '',
      memory: 0,
      memorySwap: 0,
      cpuQuota: 0,
      cpuPeriod: 0,
      cpuShares: 0,
      cpusetCpus: '',
      cpusetMems: '',
      cgroupParent: '',
      restartPolicy: { name: 'unless-stopped', maximumRetryCount: 0 },
      defaultLoad: false,
      env: [],
      provenanceAddGha: true,
      allowUntrustedImage: false,
    });
  });

  test('reads every option', () => {
    expect(
      parsed({
        image: 'moby/buildkit:v0.34.2',
        network: 'host',
        memory: '4g',
        'memory-swap': '-1',
        'cpu-quota': '200000',
        'cpu-period': '100000',
        'cpu-shares': '512',
        'cpuset-cpus': '0-3',
        'cpuset-mems': '0',
        'cgroup-parent': '/slip',
        'restart-policy': 'on-failure:2',
        'default-load': 'T',
        'env.B': 'two',
        'env.A': 'a,b=c',
        'provenance-add-gha': '0',
        'allow-untrusted-image': '1',
      }),
    ).toEqual({
      image: 'moby/buildkit:v0.34.2',
      network: 'host',
      memory: 4294967296,
      memorySwap: -1,
      cpuQuota: 200000,
      cpuPeriod: 100000,
      cpuShares: 512,
      cpusetCpus: '0-3',
      cpusetMems: '0',
      cgroupParent: '/slip',
      restartPolicy: { name: 'on-failure', maximumRetryCount: 2 },
      defaultLoad: true,
      env: [
        { name: 'A', value: 'a,b=c' },
        { name: 'B', value: 'two' },
      ],
      provenanceAddGha: false,
      allowUntrustedImage: true,
    });
  });

  test("refuses with buildx's words", () => {
    expect(problems({ gpus: 'all' })).toEqual([['gpus', 'invalid driver option gpus for docker-container driver']]);
    expect(problems({ 'env.': 'x' })).toEqual([['env.', 'invalid env option "env.", expecting env.FOO=bar']]);
    expect(problems({ memory: '' })).toEqual([['memory', "invalid size: ''"]]);
    expect(problems({ 'cpu-quota': '' })).toEqual([['cpu-quota', 'strconv.ParseInt: parsing "": invalid syntax']]);
    expect(problems({ 'default-load': 'yes' })).toEqual([
      ['default-load', 'strconv.ParseBool: parsing "yes": invalid syntax'],
    ]);
  });

  test('takes empty text where buildx does', () => {
    expect(problems({ image: '', network: '', 'cpuset-cpus': '', 'cgroup-parent': '', 'restart-policy': '' })).toEqual(
      [],
    );
    expect(parsed({ 'restart-policy': '' }).restartPolicy).toEqual({ name: '', maximumRetryCount: 0 });
  });

  test('tells every issue, not only the first', () => {
    expect(problems({ memory: 'x', 'cpu-shares': 'y', z: '' }).map(([key]) => key)).toEqual([
      'z',
      'memory',
      'cpu-shares',
    ]);
  });
});

describe('checkOptions', () => {
  const keys = (record: Readonly<Record<string, string>>, facts = {}) =>
    checkOptions(parsed(record), facts).map((issue) => `${issue.severity} ${issue.key}`);

  test('has nothing to say about plain options', () => {
    expect(keys({})).toEqual([]);
    expect(keys({ memory: '4g', 'cpu-quota': '200000', 'cpu-period': '100000' }, { cpus: 4, memory: 2 ** 33 })).toEqual(
      [],
    );
  });
  test('knows what the Engine refuses', () => {
    expect(keys({ memory: '4m' })).toEqual(['error memory']);
    expect(keys({ 'memory-swap': '4g' })).toEqual(['error memory-swap']);
    expect(keys({ memory: '4g', 'memory-swap': '2g' })).toEqual(['error memory-swap']);
    expect(keys({ 'cpu-quota': '500' })).toEqual(['error cpu-quota']);
    expect(keys({ 'cpu-quota': '5000', 'cpu-period': '10' })).toEqual(['error cpu-period']);
    expect(keys({ 'cpu-shares': '-1' })).toEqual(['error cpu-shares']);
    expect(keys({ 'cpuset-cpus': '0-7' }, { cpus: 2 })).toEqual(['error cpuset-cpus']);
    expect(keys({ 'cpuset-cpus': '0-1' }, { cpus: 2 })).toEqual([]);
    expect(keys({ 'cpuset-mems': 'x' })).toEqual(['error cpuset-mems']);
    expect(keys({ 'restart-policy': 'sometimes' })).toEqual(['error restart-policy']);
    expect(keys({ 'restart-policy': 'always:3' })).toEqual(['error restart-policy']);
    expect(keys({ 'restart-policy': 'on-failure:3' })).toEqual([]);
  });
  test('knows what has no effect', () => {
    expect(keys({ 'cgroup-parent': '/a' }, { cgroupDriver: 'systemd' })).toEqual(['warning cgroup-parent']);
    expect(keys({ 'cgroup-parent': '/a' }, { cgroupDriver: 'cgroupfs' })).toEqual([]);
    expect(keys({ memory: '64g' }, { memory: 2 ** 33 })).toEqual(['warning memory']);
    expect(keys({ memory: '1g', 'memory-swap': '2g' }, { swapLimit: false })).toEqual(['warning memory-swap']);
    expect(keys({ 'cpu-quota': '900000', 'cpu-period': '100000' }, { cpus: 2 })).toEqual(['warning cpu-quota']);
    expect(keys({ 'cpu-period': '100000' })).toEqual(['warning cpu-period']);
    expect(keys({ 'allow-untrusted-image': 'true' }, { containerdImageStore: false })).toEqual([
      'warning allow-untrusted-image',
    ]);
  });
});
