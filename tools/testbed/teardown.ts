import { existsSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { callEngine } from './engine-api.ts';
import { findProcesses, identify, type ProcessId, stopProcess } from './processes.ts';
import { run } from './run.ts';

/** Removes every container of an Engine with its anonymous volumes. */
export async function removeContainers(socket: string): Promise<void> {
  const containers = (await callEngine(socket, 'GET', '/containers/json?all=1')) as readonly { Id: string }[];
  for (const { Id } of containers) {
    // One may be going by itself (--rm); the Engine is stopped after this in any case.
    await callEngine(socket, 'DELETE', `/containers/${Id}?force=1&v=1`, 60_000).catch(() => undefined);
  }
}

/** Mount points out of `/proc/self/mountinfo` that lie at or below one of the folders, deepest first. */
export function mountsBelow(mountInfo: string, folders: readonly string[]): readonly string[] {
  const points = mountInfo.split('\n').flatMap((line) => line.split(' ')[4]?.replace(/\\040/g, ' ') ?? []);
  return points
    .filter((point) => folders.some((folder) => point === folder || point.startsWith(`${folder}/`)))
    .reverse();
}

/** Unmounts all that is mounted at or below the folders. */
export async function unmountBelow(folders: readonly string[]): Promise<void> {
  const points = mountsBelow(readFileSync('/proc/self/mountinfo', 'utf8'), folders);
  for (const point of points) await run('umount', ['--lazy', point], { unchecked: true });
}

/**
 * Ends what outlives a dockerd that was killed: the shims of this containerd and the containers' processes, which are
 * found by their cgroups, named like the containers.
 */
export async function killLeftovers(containerdSocket: string, containersFolder: string): Promise<void> {
  for (const shim of findProcesses(`-address ${containerdSocket}`)) await stopProcess(shim, 3_000);
  const ids = existsSync(containersFolder) ? readdirSync(containersFolder) : [];
  if (ids.length > 0) {
    for (const process of processesOf(ids)) await stopProcess(process, 0);
  }
  removeEmptyCgroups(ids);
}

const cgroupRoot = '/sys/fs/cgroup';

/** Folders at which a hierarchy of cgroups begins: one a controller on v1, the root itself on v2. */
function hierarchies(): readonly string[] {
  if (!existsSync(cgroupRoot)) return [];
  if (existsSync(join(cgroupRoot, 'cgroup.procs'))) return [cgroupRoot];
  return readdirSync(cgroupRoot).map((name) => join(cgroupRoot, name));
}

/** Where the Engine and buildx put containers: the default parent, and the one of builders inside it. */
const parents = ['docker/buildx', 'docker'] as const;

function processesOf(ids: readonly string[]): readonly ProcessId[] {
  const found = new Map<number, ProcessId>();
  for (const hierarchy of hierarchies()) {
    for (const parent of parents) {
      for (const id of ids) {
        for (const pid of processesIn(join(hierarchy, parent, id))) {
          const process = identify(pid);
          if (process) found.set(pid, process);
        }
      }
    }
  }
  return [...found.values()];
}

function processesIn(cgroup: string): readonly number[] {
  if (!existsSync(cgroup)) return [];
  const own = readFileSync(join(cgroup, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);
  return [...own, ...folders(cgroup).flatMap((child) => processesIn(child))];
}

function folders(parent: string): readonly string[] {
  return readdirSync(parent, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [join(parent, entry.name)] : [],
  );
}

/** Removes the cgroups of the containers, and their parents where no container of anybody is left in them. */
function removeEmptyCgroups(ids: readonly string[]): void {
  for (const hierarchy of hierarchies()) {
    for (const parent of parents) {
      for (const id of ids) removeTree(join(hierarchy, parent, id));
      removeOne(join(hierarchy, parent));
    }
  }
}

function removeTree(cgroup: string): void {
  if (!existsSync(cgroup)) return;
  for (const child of folders(cgroup)) removeTree(child);
  removeOne(cgroup);
}

function removeOne(folder: string): void {
  try {
    // Refused where something is inside.
    rmdirSync(folder);
  } catch {}
}

/** Folders outside of its own that an Engine and its shims make whatever they are told; the inner ones first. */
const runFolders = ['/run/docker/plugins', '/run/docker', '/run/containerd/s', '/run/containerd'] as const;

/** Those that are not there yet: what starting an Engine now would make. */
export function missingRunFolders(): readonly string[] {
  return runFolders.filter((folder) => !existsSync(folder));
}

/** Removes those of the folders that are empty. */
export function removeEmptyFolders(paths: readonly string[]): void {
  for (const path of paths) removeOne(path);
}
