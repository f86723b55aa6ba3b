import { expect } from '@playwright/test';
import type { Testbed } from '../../tools/testbed/testbed.ts';

/** A container's whole inspection once no exec runs in it: both sides ask a daemon that starts. */
export async function inspectQuiet(bed: Testbed, container: string): Promise<Inspection> {
  let found: Inspection | undefined;
  await expect
    .poll(async () => {
      [found] = JSON.parse((await bed.cli(['inspect', container])).stdout) as Inspection[];
      return found?.ExecIDs;
    })
    .toBe(null);
  if (!found) throw new Error('unreachable');
  return found;
}

/** What the specs read of an inspection. */
export interface Inspection {
  readonly Id: string;
  readonly ExecIDs: readonly string[] | null;
  readonly HostConfig: { readonly Memory: number; readonly CpuQuota: number; readonly NetworkMode: string };
}

/** Whether the Engine has a volume of this name. */
export async function hasVolume(bed: Testbed, name: string): Promise<boolean> {
  return (await bed.cli(['volume', 'inspect', name], { unchecked: true })).code === 0;
}

export async function hasContainer(bed: Testbed, name: string): Promise<boolean> {
  return (await bed.cli(['container', 'inspect', name], { unchecked: true })).code === 0;
}
