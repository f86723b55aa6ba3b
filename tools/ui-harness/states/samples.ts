import type {
  BuilderItem,
  BuildSummary,
  EngineFacts,
  EngineItem,
  Failure,
  NodeContainer,
  NodeItem,
  TopicState,
  UsageItem,
} from '../../../src/shared/contract/index.ts';

export const GB = 1024 ** 3;
export const SECOND = 1_000_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** µs, when the page was loaded. */
export const NOW = Date.now() * 1000;

export const facts: EngineFacts = {
  id: 'engine-1',
  name: 'shipyard',
  version: '29.4.0',
  apiVersion: '1.52',
  operatingSystem: 'Debian GNU/Linux 13',
  osType: 'linux',
  architecture: 'x86_64',
  cpus: 16,
  memory: 24 * GB,
  cgroupDriver: 'systemd',
  cgroupVersion: 2,
  swapLimit: true,
  containerdImageStore: true,
};

export const engineUp: EngineItem = {
  context: 'default',
  host: 'unix:///var/run/docker.sock',
  state: { kind: 'up', facts },
};

export const armUp: EngineItem = {
  context: 'arm-studio',
  host: 'ssh://mira@arm-studio',
  state: {
    kind: 'up',
    facts: { ...facts, id: 'engine-2', name: 'arm-studio', architecture: 'aarch64', cpus: 8, memory: 16 * GB },
  },
};

export const unreachable: Failure = {
  code: 'engine-unreachable',
  title: 'The Engine at ssh://lab-server.local does not answer.',
  meaning: 'The computer did not take the connection within 10 seconds.',
  remedy: 'See whether it is switched on and whether you can sign in to it.',
  detail: 'ssh: connect to host lab-server.local port 22: Connection timed out',
  command: 'ssh lab-server.local docker version',
};

export const labDown: EngineItem = {
  context: 'lab-server',
  host: 'ssh://lab-server.local',
  state: { kind: 'down', failure: unreachable, triedAt: NOW - 20 * SECOND, lastSeen: NOW - 2 * HOUR },
};

export function engines(...items: readonly EngineItem[]): TopicState<'engines'> {
  return {
    head: { current: 'default', chosenBy: 'default', problems: [], settled: true },
    items: Object.fromEntries(items.map((item) => [item.context, item])),
  };
}

export const container: NodeContainer = {
  id: 'f3a9c1d27be04c5f8a6d1e2b3c4d5e6f',
  name: 'buildx_buildkit_workbench0',
  image: 'moby/buildkit:buildx-stable-1',
  imageId: 'sha256:86c0ad9d1137c186e9d455912167df20e530bdf7f7c19de802e892bb8ca16552',
  createdAt: NOW - 20 * DAY,
  startedAt: NOW - 3 * HOUR,
  state: 'running',
  oomKilled: false,
  memory: 8 * GB,
  memorySwap: 16 * GB,
  cpuQuota: 600_000,
  cpuPeriod: 100_000,
  cpuShares: 0,
  nanoCpus: 0,
  cpusetCpus: '',
  cpusetMems: '',
  cgroupParent: '/docker/buildx',
  restartPolicy: 'unless-stopped',
  networkMode: 'bridge',
  networks: [{ name: 'bridge', address: '172.17.0.3' }],
};

const platforms = [
  { name: 'linux/amd64', fixed: false, native: true },
  { name: 'linux/amd64/v2', fixed: false, native: true },
  { name: 'linux/386', fixed: false, native: true },
  { name: 'linux/arm64', fixed: false, native: false },
];

export const node: NodeItem = {
  key: 'engine-1/buildx_buildkit_workbench0',
  name: 'workbench0',
  endpoint: 'default',
  engineId: 'engine-1',
  status: 'running',
  container,
  stateVolume: 'buildx_buildkit_workbench0_state',
  driverOptions: { memory: '8g', 'cpu-quota': '600000', 'cpu-period': '100000', 'env.REGISTRY_TOKEN': 'hunter2' },
  flags: ['--allow-insecure-entitlement=network.host'],
  files: [
    { path: 'buildkitd.toml', size: 412 },
    { path: 'certs/registry.example.com/ca.pem', size: 1216 },
  ],
  buildkitVersion: 'v0.31.2',
  platforms: [platforms[0], platforms[3]].flatMap((platform) => (platform === undefined ? [] : [platform])),
  features: { 'Cache export': true, 'Docker exporter': true, 'Multi-platform build': true, 'OCI exporter': true },
  labels: {
    'org.mobyproject.buildkit.worker.executor': 'oci',
    'org.mobyproject.buildkit.worker.hostname': 'f3a9c1d27be0',
    'org.mobyproject.buildkit.worker.network': 'host',
    'org.mobyproject.buildkit.worker.snapshotter': 'overlayfs',
  },
  devices: [{ name: 'nvidia.com/gpu=all', autoAllow: true, onDemand: false, annotations: { vendor: 'nvidia' } }],
  gcPolicy: [
    {
      all: false,
      filters: ['type==source.local,type==exec.cachemount,type==source.git.checkout'],
      keepDuration: 48 * HOUR,
      reservedSpace: 0,
      maxUsedSpace: 512_000_000,
      minFreeSpace: 0,
    },
    {
      all: false,
      filters: [],
      keepDuration: 1440 * HOUR,
      reservedSpace: 10_000_000_000,
      maxUsedSpace: 100_000_000_000,
      minFreeSpace: 20_000_000_000,
    },
    {
      all: true,
      filters: [],
      keepDuration: 0,
      reservedSpace: 10_000_000_000,
      maxUsedSpace: 100_000_000_000,
      minFreeSpace: 20_000_000_000,
    },
  ],
  proxy: {},
};

export function nodeOf(name: string, part: Partial<NodeItem> = {}, box: Partial<NodeContainer> | null = {}): NodeItem {
  const { container: _, ...bare } = node;
  return {
    ...bare,
    key: `engine-1/buildx_buildkit_${name}`,
    name,
    stateVolume: `buildx_buildkit_${name}_state`,
    ...(box === null ? {} : { container: { ...container, name: `buildx_buildkit_${name}`, ...box } }),
    ...part,
  };
}

export function builder(name: string, part: Partial<BuilderItem> = {}): BuilderItem {
  return {
    name,
    driver: 'docker-container',
    implicit: false,
    current: false,
    currentFor: [],
    lastActivity: NOW - 2 * HOUR,
    status: 'running',
    nodes: [nodeOf(`${name}0`)],
    ...part,
  };
}

export const builtIn: BuilderItem = builder('default', {
  driver: 'docker',
  implicit: true,
  lastActivity: NOW - 3 * DAY,
  nodes: [
    (() => {
      const { stateVolume: _, ...rest } = nodeOf(
        'default',
        { key: 'engine-1/default', driverOptions: {}, files: [], flags: [] },
        null,
      );
      return rest;
    })(),
  ],
});

export function builders(...items: readonly BuilderItem[]): TopicState<'builders'> {
  const current = items.find((item) => item.current)?.name;
  return {
    head: { ...(current === undefined ? {} : { current }), currentContext: 'default', loaded: true, problems: [] },
    items: Object.fromEntries(items.map((item) => [item.name, item])),
  };
}

/** A minute of samples that wave round a level. */
export function usage(cpu: number, memory: number, seed = 1): UsageItem {
  return {
    samples: Array.from({ length: 60 }, (_, index) => {
      const wave = Math.sin((index + seed * 7) / 3) * 0.5 + Math.sin((index * seed) / 1.3) * 0.5;
      return {
        time: NOW - (59 - index) * SECOND,
        ...(index === 0 ? {} : { cpu: Math.max(0, cpu * (1 + wave * 0.03)) }),
        memory: memory * (1 + wave * 0.02),
      };
    }),
  };
}

export function build(name: string, part: Partial<BuildSummary> = {}): BuildSummary {
  return {
    key: `engine-1/buildx_buildkit_workbench0#ref-${name}`,
    ref: `ref-${name}`,
    builder: 'workbench',
    node: 'workbench0',
    name,
    platforms: ['linux/amd64'],
    status: 'running',
    startedAt: NOW - 84 * SECOND,
    origin: 'slipway',
    counts: { total: 26, ended: 18, cached: 6, running: 3, failed: 0 },
    ...part,
  };
}

export function builds(...items: readonly BuildSummary[]): TopicState<'builds'> {
  return { head: { failures: [], loaded: true }, items: Object.fromEntries(items.map((item) => [item.key, item])) };
}
