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

/** The suites that the private apt configuration knows. */
export const suites = ['trixie', 'bookworm'] as const;

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
  /** Package paths, relative to the module. */
  readonly commands: readonly string[];
  /** The variable that tells the program its version; without it the program calls itself v0.0.0+unknown. */
  readonly versionVariable: string;
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
