import type { ImageProgress } from '../engine/index.ts';

/** Sums up the download of all layers of an image from the lines of its pull. Bytes. */
export function createPullProgress(): (
  line: ImageProgress,
) => { readonly current: number; readonly total: number } | undefined {
  const layers = new Map<string, { current: number; total: number }>();
  return ({ id, status, current, total }) => {
    const layer = layers.get(id);
    if (status === 'Downloading' && total !== undefined && total > 0) {
      layers.set(id, { current: Math.min(current ?? 0, total), total });
    } else if (layer && (status === 'Download complete' || status === 'Pull complete')) {
      layer.current = layer.total;
    } else {
      return undefined;
    }
    let [done, all] = [0, 0];
    for (const one of layers.values()) {
      done += one.current;
      all += one.total;
    }
    return { current: done, total: all };
  };
}
