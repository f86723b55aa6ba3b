import { useEffect, useState } from 'react';
import type { VolumeSize } from '../../shared/contract/index.ts';
import { formatDisk } from '../../shared/options/index.ts';
import { ask } from '../app/index.ts';

export interface VolumeRef {
  readonly endpoint: string;
  readonly volume: string;
}

/** Sizes of state volumes by name, measured in the background; a volume is missing while it is being measured. */
export function useVolumeSizes(volumes: readonly VolumeRef[]): Readonly<Record<string, VolumeSize>> {
  const [sizes, setSizes] = useState<Readonly<Record<string, VolumeSize>>>({});
  const wanted = JSON.stringify(volumes.map(({ endpoint, volume }) => [endpoint, volume]));
  useEffect(() => {
    let gone = false;
    setSizes({});
    for (const [endpoint = '', volume = ''] of JSON.parse(wanted) as string[][]) {
      void ask('builders.volume-size', { endpoint, volume }).then((reply) => {
        if (gone) return;
        const size: VolumeSize = reply.ok ? reply.value : { kind: 'unknown', reason: reply.failure.title };
        setSizes((known) => ({ ...known, [volume]: size }));
      });
    }
    return () => {
      gone = true;
    };
  }, [wanted]);
  return sizes;
}

/** `12.4 GB`, `size not known yet`, or `size not known`. Never 0 for what is not measured. */
export function sizeWords(size: VolumeSize | undefined): string {
  if (size === undefined) return 'size not known yet';
  return size.kind === 'known' ? formatDisk(size.bytes) : 'size not known';
}

/** All of them together, for a button: `12.4 GB`, or that it is not known. */
export function amount(
  volumes: readonly { readonly volume: string }[],
  sizes: Readonly<Record<string, VolumeSize>>,
): string {
  const known = volumes.map(({ volume }) => sizes[volume]);
  if (known.some((size) => size === undefined)) return 'build state, size not known yet';
  const bytes = known.reduce((sum, size) => sum + (size?.kind === 'known' ? size.bytes : 0), 0);
  return known.every((size) => size?.kind === 'known') ? formatDisk(bytes) : 'build state of unknown size';
}
