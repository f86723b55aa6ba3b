import type { StoredNode } from '../buildx/index.ts';
import type { DriverKind } from './types.ts';
import type { WorkerFacts } from './worker-facts.ts';

/** Present when the Engine keeps its images in containerd's store (docker/buildx driver/docker/driver.go). */
const SNAPSHOTTER_LABEL = 'org.mobyproject.buildkit.worker.snapshotter';

/** What `docker buildx inspect --debug` lists as Features, in its words (docker/buildx driver/features.go). */
export function featuresOf(
  driver: DriverKind,
  node: StoredNode,
  facts: WorkerFacts,
): Readonly<Record<string, boolean>> {
  if (driver === 'docker') {
    const containerd = Object.hasOwn(facts.labels, SNAPSHOTTER_LABEL);
    return features(containerd, true, { 'Prefer image digest': containerd });
  }
  return features(true, isTrue(node.driverOpts?.['default-load']), {});
}

function features(
  exporters: boolean,
  defaultLoad: boolean,
  more: Readonly<Record<string, boolean>>,
): Readonly<Record<string, boolean>> {
  return {
    'Automatically load images to the Docker Engine image store': defaultLoad,
    'Cache export': exporters,
    'Direct push': exporters,
    'Docker exporter': exporters,
    'Multi-platform build': exporters,
    'OCI exporter': exporters,
    ...more,
  };
}

/** Go's `strconv.ParseBool`; a value that it refuses has failed the whole node before. */
function isTrue(value: string | undefined): boolean {
  return value !== undefined && ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(value);
}
