/**
 * Every part that the testbed fetches or makes, with the suite and version it was tried with. This is the one file to
 * edit for a newer part. Where a version has gone from its suite, the newest of the suite is taken and that is said.
 */

/** A Debian package and where it comes from. */
export interface DebianPackage {
  readonly name: string;
  /** Debian suite by code name. */
  readonly suite: string;
  /** The version that was tried. */
  readonly version: string;
}

/** The suites that the private apt configuration knows. Any other one has a configuration of its own, read when it is asked for. */
export const suites: readonly string[] = ['trixie', 'bookworm'];

/**
 * What the private Engine, its CLI and the test registry are unpacked from. Bookworm's own Engine (20.10) cannot run
 * privileged containers where CAP_SYS_RESOURCE is missing; trixie's can, and runs on bookworm's containerd and runc.
 */
export const enginePackages: readonly DebianPackage[] = [
  { name: 'docker.io', suite: 'trixie', version: '26.1.5+dfsg1-9+deb13u1+b1' },
  { name: 'docker-cli', suite: 'trixie', version: '26.1.5+dfsg1-9+deb13u1+b1' },
  { name: 'containerd', suite: 'bookworm', version: '1.6.20~ds1-1+deb12u3' },
  { name: 'runc', suite: 'bookworm', version: '1.1.5+ds1-1+deb12u1' },
  { name: 'tini', suite: 'bookworm', version: '0.19.0-1+b3' },
  { name: 'docker-registry', suite: 'bookworm', version: '2.8.2+ds1-1' },
  { name: 'busybox-static', suite: 'bookworm', version: '1:1.35.0-4+deb12u1+b1' },
];

/** Docker 28 for the version tests (BuildKit 0.25 inside); the rest is that of {@link enginePackages}. */
export const engine28Packages: readonly DebianPackage[] = [
  { name: 'docker.io', suite: 'sid', version: '28.5.2+dfsg4-5' },
  { name: 'docker-cli', suite: 'sid', version: '28.5.2+dfsg4-5' },
];

/** Older buildx CLIs for the version tests, as Debian has them. */
export const olderBuildxPackages = {
  '0.29': { name: 'docker-buildx', suite: 'sid', version: '0.29.1+ds1-4' },
  '0.13': { name: 'docker-buildx', suite: 'trixie', version: '0.13.1+ds1-3' },
} as const satisfies Readonly<Record<string, DebianPackage>>;

/** Installed on the system where missing to build runc, which binds libseccomp. */
export const runcBuildPackages: readonly string[] = ['gcc', 'libc6-dev', 'libseccomp-dev', 'pkg-config'];

/** Installed on the system, from its own suites, where missing: what the Engine calls or links to. */
export const hostPackages: readonly string[] = ['iproute2', 'iptables', 'libseccomp2', 'libsystemd0', 'util-linux'];

/** Chromium for the stand-in of Electron, with a display of its own and the fonts that the pages need. */
export const chromiumPackages: readonly string[] = [
  'chromium',
  'xvfb',
  'xauth',
  'fonts-dejavu-core',
  'fonts-noto-core',
  'fonts-noto-color-emoji',
  'fonts-liberation',
];

/** What the BuildKit image holds beside BuildKit's own programs, with all that these depend on; newest of the suite. */
export const buildkitImagePackages = {
  suite: 'trixie',
  names: [
    'runc',
    'git',
    'openssh-client',
    'tar',
    'ca-certificates',
    'xz-utils',
    'pigz',
    'coreutils',
    'dash',
    'base-files',
  ],
} as const;

/** The Debian base image, made by debootstrap. */
export const debianImage = { suite: 'trixie', variant: 'minbase' } as const;

/** The Go compiler of Debian that fetches the wanted Go toolchain where no fitting Go is installed. */
export const goPackages: readonly DebianPackage[] = [
  { name: 'golang-1.24-go', suite: 'trixie', version: '1.24.4-1' },
  { name: 'golang-1.24-src', suite: 'trixie', version: '1.24.4-1' },
];

/** A program built from a Go module; `folder` below `go/` holds its go.mod, which is what fixes the version. */
export interface GoTool {
  readonly folder: string;
  readonly module: string;
  readonly version: string;
  /** Package paths, relative to the module; empty for the module itself. */
  readonly commands: readonly string[];
  /** The variable that tells the program its version; without it BuildKit and buildx call themselves v0.0.0+unknown. */
  readonly versionVariable?: string;
  /** What it is to call itself, where that is not the version of the module. */
  readonly calledVersion?: string;
  readonly tags?: readonly string[];
  /** Linked against C libraries of the system, which are installed where missing. */
  readonly cgo?: readonly string[];
}

/** BuildKit's daemon and its client. */
export const buildkitTool: GoTool = {
  folder: 'buildkit',
  module: 'github.com/moby/buildkit',
  version: 'v0.34.2',
  commands: ['cmd/buildkitd', 'cmd/buildctl'],
  versionVariable: 'github.com/moby/buildkit/version.Version',
};

/** The buildx CLI plugin: the peer of the interoperability tests. */
export const buildxTool: GoTool = {
  folder: 'buildx',
  module: 'github.com/docker/buildx',
  version: 'v0.38.2',
  commands: ['cmd/buildx'],
  versionVariable: 'github.com/docker/buildx/version.Version',
};

/** The newest Engine, for the version tests: API 1.56, containerd's image store, BuildKit 0.33 inside. */
export const newestEngineTool: GoTool = {
  folder: 'moby',
  module: 'github.com/moby/moby/v2',
  version: 'v2.0.0-beta.24',
  commands: ['cmd/dockerd', 'cmd/docker-proxy'],
  versionVariable: 'github.com/moby/moby/v2/dockerversion.Version',
  calledVersion: '2.0.0-beta.24',
  tags: ['netgo', 'osusergo', 'exclude_graphdriver_btrfs'],
};

/** The runc of the newest Engine, which asks for time namespaces: Debian's 1.1 has none. */
export const runcTool: GoTool = {
  folder: 'runc',
  module: 'github.com/opencontainers/runc',
  version: 'v1.4.3',
  commands: [''],
  tags: ['seccomp'],
  cgo: runcBuildPackages,
};

/** An older peer for the version tests. */
export const buildx036Tool: GoTool = { ...buildxTool, folder: 'buildx-0.36', version: 'v0.36.1' };

/** Older BuildKits for containers of the version tests: those inside Docker 26 and 28. */
export const olderBuildkitTools = {
  '0.13': { ...buildkitTool, folder: 'buildkit-0.13', version: 'v0.13.2' },
  '0.25': { ...buildkitTool, folder: 'buildkit-0.25', version: 'v0.25.2' },
} as const satisfies Readonly<Record<string, GoTool>>;
