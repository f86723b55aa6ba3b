import { describe, expect, test } from 'vitest';
import { type BodyFacts, containerCreateBody } from './container-body.ts';
import { parseOptions } from './parse.ts';

const PLAIN: BodyFacts = { cgroupDriver: 'systemd', usernsRemap: false, gpu: false, wsl: false };
const FLAGS = ['--allow-insecure-entitlement=network.host'];

function body(record: Readonly<Record<string, string>>, facts: Partial<BodyFacts> = {}, hasToml = false) {
  const parsed = parseOptions(record);
  if (!parsed.ok) throw new Error('bad options');
  return containerCreateBody({
    nodeName: 'demo0',
    options: parsed.options,
    flags: FLAGS,
    hasToml,
    facts: { ...PLAIN, ...facts },
  });
}

describe('containerCreateBody', () => {
  test('of a builder with nothing special', () => {
    expect(body({})).toEqual({
      Image: 'moby/buildkit:buildx-stable-1',
      Cmd: ['--allow-insecure-entitlement=network.host'],
      HostConfig: {
        Privileged: true,
        Init: true,
        RestartPolicy: { Name: 'unless-stopped', MaximumRetryCount: 0 },
        Mounts: [{ Type: 'volume', Source: 'buildx_buildkit_demo0_state', Target: '/var/lib/buildkit' }],
      },
    });
  });

  test('of a builder with everything', () => {
    const facts = { cgroupDriver: 'cgroupfs', usernsRemap: true, gpu: true, wsl: true };
    const options = {
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
      'env.A': 'one',
      'default-load': 'true',
    };
    expect(body(options, facts, true)).toEqual({
      Image: 'moby/buildkit:v0.34.2',
      Env: ['A=one'],
      Cmd: ['--config', '/etc/buildkit/buildkitd.toml', '--allow-insecure-entitlement=network.host'],
      HostConfig: {
        Privileged: true,
        Init: true,
        RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 2 },
        Mounts: [
          { Type: 'volume', Source: 'buildx_buildkit_demo0_state', Target: '/var/lib/buildkit' },
          { Type: 'bind', Source: '/usr/lib/wsl', Target: '/usr/lib/wsl', ReadOnly: true },
        ],
        NetworkMode: 'host',
        Memory: 4294967296,
        MemorySwap: -1,
        CpuQuota: 200000,
        CpuPeriod: 100000,
        CpuShares: 512,
        CpusetCpus: '0-3',
        CpusetMems: '0',
        CgroupParent: '/slip',
        UsernsMode: 'host',
        DeviceRequests: [{ Driver: '', Count: -1, DeviceIDs: null, Capabilities: [['gpu']], Options: {} }],
      },
    });
  });

  test('places the container only under cgroupfs', () => {
    expect(body({}, { cgroupDriver: 'cgroupfs' }).HostConfig.CgroupParent).toBe('/docker/buildx');
    expect('CgroupParent' in body({ 'cgroup-parent': '/slip' }, { cgroupDriver: 'systemd' }).HostConfig).toBe(false);
    expect('CgroupParent' in body({ 'cgroup-parent': '/slip' }, { cgroupDriver: '' }).HostConfig).toBe(false);
  });

  test('sends no zero', () => {
    const host = body({ memory: '0', 'cpu-quota': '0', 'cpu-shares': '0', 'memory-swap': '0' }).HostConfig;
    expect(Object.keys(host)).toEqual(['Privileged', 'Init', 'RestartPolicy', 'Mounts']);
  });
});
