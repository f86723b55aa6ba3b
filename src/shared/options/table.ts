/** How a value is written. */
export type Grammar =
  | 'text'
  | 'size'
  | 'size-or-unlimited'
  | 'integer'
  | 'boolean'
  | 'cpuset'
  | 'restart-policy'
  | 'environment';

/**
 * How a change reaches a container that exists: at once; by a restart; by making the container anew with its state kept;
 * not at all, since only the store and the CLI read it.
 */
export type ChangeKind = 'at-once' | 'restart' | 'recreate' | 'store-only';

/** Something without which the option has no effect. */
export type Need =
  | { readonly kind: 'buildx'; readonly version: string }
  | { readonly kind: 'cgroupfs' }
  | { readonly kind: 'swap-accounting' }
  | { readonly kind: 'containerd-image-store' }
  | { readonly kind: 'github-actions' }
  | { readonly kind: 'with'; readonly key: DriverOptionKey };

export interface DriverOption {
  /** Name on the command line: `--driver-opt <key>=<value>`. `env.*` stands for `env.<NAME>`. */
  readonly key: DriverOptionKey;
  readonly grammar: Grammar;
  readonly unit?: 'bytes' | 'microseconds' | 'shares';
  /** What is used when nothing is said; absent where then nothing is sent to the Engine. */
  readonly defaultValue?: string;
  /** Path in the body of the Engine's container create request; absent where the Engine never sees it. */
  readonly engineField?: readonly string[];
  /** How a new value reaches a container. Conditions on the host can make it slower: `changeOf`. */
  readonly change: ChangeKind;
  /** How taking the value away reaches a container. */
  readonly removal: ChangeKind;
  readonly needs: readonly Need[];
  /** Plain words for a form. */
  readonly label: string;
  readonly help: string;
  readonly example: string;
}

export type DriverOptionKey =
  | 'image'
  | 'memory'
  | 'memory-swap'
  | 'cpu-quota'
  | 'cpu-period'
  | 'cpu-shares'
  | 'cpuset-cpus'
  | 'cpuset-mems'
  | 'default-load'
  | 'network'
  | 'cgroup-parent'
  | 'restart-policy'
  | 'env.*'
  | 'provenance-add-gha'
  | 'allow-untrusted-image';

export const DEFAULT_IMAGE = 'moby/buildkit:buildx-stable-1';
export const DEFAULT_CGROUP_PARENT = '/docker/buildx';
/** The kernel's own: a quota without a period counts against it. */
export const DEFAULT_CPU_PERIOD = 100_000;
/** What the Engine takes for "no shares given". */
export const DEFAULT_CPU_SHARES = 1024;

/**
 * Every option of the docker-container driver, and nothing else: form, validator, create request, drift check, edit plan
 * and CLI twin are derived from this table.
 *
 * Facts: docker/buildx, driver/docker-container/{factory,driver}.go (0.38.2); how changes reach a container was measured
 * against Engines with cgroup v1 and v2.
 */
export const DRIVER_OPTIONS: readonly DriverOption[] = [
  {
    key: 'image',
    grammar: 'text',
    defaultValue: DEFAULT_IMAGE,
    engineField: ['Image'],
    change: 'recreate',
    removal: 'recreate',
    needs: [],
    label: 'BuildKit image',
    help: 'The image that the builder runs. Its tag decides the BuildKit version.',
    example: 'moby/buildkit:v0.34.2',
  },
  {
    key: 'memory',
    grammar: 'size',
    unit: 'bytes',
    engineField: ['HostConfig', 'Memory'],
    change: 'at-once',
    removal: 'recreate',
    needs: [],
    label: 'Memory',
    help: 'The most that all builds on this builder may use together.',
    example: '4g',
  },
  {
    key: 'memory-swap',
    grammar: 'size-or-unlimited',
    unit: 'bytes',
    engineField: ['HostConfig', 'MemorySwap'],
    change: 'at-once',
    removal: 'recreate',
    needs: [{ kind: 'with', key: 'memory' }, { kind: 'swap-accounting' }],
    label: 'Memory and swap together',
    help: 'Disk to fall back on when memory is full: slow, but the build survives. The number counts memory and swap together; the same as memory means no swap, -1 means no limit, and nothing means as much swap as memory.',
    example: '6g',
  },
  {
    key: 'cpu-quota',
    grammar: 'integer',
    unit: 'microseconds',
    engineField: ['HostConfig', 'CpuQuota'],
    change: 'at-once',
    removal: 'at-once',
    needs: [],
    label: 'CPU',
    help: "How many cores' worth of work at once. As buildx writes it: microseconds of work in each period, so 200000 in a period of 100000 is two cores.",
    example: '200000',
  },
  {
    key: 'cpu-period',
    grammar: 'integer',
    unit: 'microseconds',
    engineField: ['HostConfig', 'CpuPeriod'],
    change: 'at-once',
    removal: 'recreate',
    needs: [{ kind: 'with', key: 'cpu-quota' }],
    label: 'CPU period',
    help: 'The time slice in which the CPU quota is counted. 100000 microseconds unless you have a reason.',
    example: '100000',
  },
  {
    key: 'cpu-shares',
    grammar: 'integer',
    unit: 'shares',
    engineField: ['HostConfig', 'CpuShares'],
    change: 'at-once',
    removal: 'at-once',
    needs: [],
    label: 'Share of CPU when busy',
    help: 'Weight against other containers when all of them want the CPU; 1024 is the usual weight. It limits nothing while cores are free.',
    example: '512',
  },
  {
    key: 'cpuset-cpus',
    grammar: 'cpuset',
    engineField: ['HostConfig', 'CpusetCpus'],
    change: 'at-once',
    removal: 'recreate',
    needs: [],
    label: 'Cores',
    help: 'The cores that builds may run on. Nothing means any core.',
    example: '0-3',
  },
  {
    key: 'cpuset-mems',
    grammar: 'cpuset',
    engineField: ['HostConfig', 'CpusetMems'],
    change: 'at-once',
    removal: 'recreate',
    needs: [],
    label: 'Memory nodes',
    help: 'The memory nodes (NUMA) that builds may use. Only matters on machines with more than one processor socket.',
    example: '0',
  },
  {
    key: 'default-load',
    grammar: 'boolean',
    defaultValue: 'false',
    change: 'store-only',
    removal: 'store-only',
    needs: [],
    label: 'Load images by default',
    help: 'A docker buildx build that names no output loads its image into Docker. Without it such a build leaves no image.',
    example: 'true',
  },
  {
    key: 'network',
    grammar: 'text',
    engineField: ['HostConfig', 'NetworkMode'],
    change: 'recreate',
    removal: 'recreate',
    needs: [],
    label: 'Network',
    help: "The network that the builder's container joins. Nothing means the Engine's default bridge; host shares the machine's own network.",
    example: 'host',
  },
  {
    key: 'cgroup-parent',
    grammar: 'text',
    defaultValue: DEFAULT_CGROUP_PARENT,
    engineField: ['HostConfig', 'CgroupParent'],
    change: 'recreate',
    removal: 'recreate',
    needs: [{ kind: 'cgroupfs' }],
    label: 'Control group parent',
    help: 'The control group under which the container is placed, so that limits can be set on several builders together.',
    example: '/docker/buildx',
  },
  {
    key: 'restart-policy',
    grammar: 'restart-policy',
    defaultValue: 'unless-stopped',
    engineField: ['HostConfig', 'RestartPolicy'],
    change: 'at-once',
    removal: 'at-once',
    needs: [],
    label: 'Restart',
    help: 'When the Engine starts the builder again by itself. With always, a stopped builder comes back when the Engine restarts.',
    example: 'on-failure:3',
  },
  {
    key: 'env.*',
    grammar: 'environment',
    engineField: ['Env'],
    change: 'recreate',
    removal: 'recreate',
    needs: [],
    label: 'Environment of the builder',
    help: "Variables of BuildKit's own process, such as proxies or log limits. They are not variables of your build.",
    example: 'BUILDKIT_STEP_LOG_MAX_SIZE=-1',
  },
  {
    key: 'provenance-add-gha',
    grammar: 'boolean',
    defaultValue: 'true',
    change: 'store-only',
    removal: 'store-only',
    needs: [{ kind: 'buildx', version: '0.30.0' }, { kind: 'github-actions' }],
    label: 'Provenance with GitHub Actions',
    help: 'When the builder is made inside GitHub Actions, the facts of that run are put into the provenance of its builds.',
    example: 'false',
  },
  {
    key: 'allow-untrusted-image',
    grammar: 'boolean',
    defaultValue: 'false',
    change: 'store-only',
    removal: 'store-only',
    needs: [{ kind: 'buildx', version: '0.36.0' }, { kind: 'containerd-image-store' }],
    label: 'Skip the signature check',
    help: "Makes the builder's container without checking the signature of BuildKit's image, where the CLI is set to check it.",
    example: 'true',
  },
];

const BY_KEY: ReadonlyMap<string, DriverOption> = new Map(DRIVER_OPTIONS.map((option) => [option.key, option]));

/** The table's entry for a key as stored; `env.NO_PROXY` finds `env.*`. Undefined for a key that the driver refuses. */
export function optionFor(storedKey: string): DriverOption | undefined {
  if (storedKey.startsWith('env.')) return BY_KEY.get('env.*');
  return storedKey === 'env.*' ? undefined : BY_KEY.get(storedKey);
}

/** The table's entry for one of its own keys. */
export function optionOf(key: DriverOptionKey): DriverOption {
  const option = BY_KEY.get(key);
  if (option === undefined) throw new Error(`no option ${key}`);
  return option;
}
