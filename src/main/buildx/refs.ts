import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SlipwayError } from '../../shared/contract/failure.ts';
import { withGoKeys } from '../engine/index.ts';
import { goObject, goString } from './go-encode.ts';
import { isPart } from './names.ts';
import type { StoreFiles } from './store-files.ts';
import type { BuildRef, LocalState } from './types.ts';

const stateSchema = z.preprocess(
  (value) => withGoKeys(value, ['Target', 'LocalPath', 'DockerfilePath', 'GroupRef']),
  z.object({
    Target: z.string().nullish(),
    LocalPath: z.string().nullish(),
    DockerfilePath: z.string().nullish(),
    GroupRef: z.string().nullish(),
  }),
);
const groupSchema = z.preprocess(
  (value) => withGoKeys(value, ['Refs']),
  z.object({ Refs: z.array(z.string()).nullish() }),
);

export function encodeLocalState(state: LocalState): string {
  return goObject([
    ['Target', goString(state.target)],
    ['LocalPath', goString(state.localPath)],
    ['DockerfilePath', goString(state.dockerfilePath)],
    ['GroupRef', state.groupRef ? goString(state.groupRef) : undefined],
  ]);
}

/** @throws when it is not the JSON of a local state */
export function decodeLocalState(text: string): LocalState {
  const { Target, LocalPath, DockerfilePath, GroupRef } = stateSchema.parse(JSON.parse(text));
  return {
    target: Target ?? '',
    localPath: LocalPath ?? '',
    dockerfilePath: DockerfilePath ?? '',
    ...(GroupRef ? { groupRef: GroupRef } : {}),
  };
}

/** `refs/<builder>/<node>/<id>`, 0644 as buildx writes it. */
export async function writeRef(files: StoreFiles, ref: BuildRef, state: LocalState): Promise<void> {
  const { builder, node, id } = checked(ref);
  await files.makeFolder('refs', builder, node);
  await files.write(['refs', builder, node, id], encodeLocalState(state), 0o644);
}

export async function readRef(dir: string, ref: BuildRef): Promise<LocalState | undefined> {
  const { builder, node, id } = checked(ref);
  try {
    return decodeLocalState(await readFile(join(dir, 'refs', builder, node, id), 'utf8'));
  } catch {
    return undefined;
  }
}

/** All refs of a builder, and each bake group whose refs were all in one node of it (docker/buildx localstate/localstate.go). */
export async function removeRefs(files: StoreFiles, builder: string): Promise<void> {
  for (const node of await entriesOf(join(files.dir, 'refs', builder))) {
    for (const group of await wholeGroups(files.dir, builder, node)) await files.remove('refs', '__group__', group);
  }
  await files.remove('refs', builder);
}

async function wholeGroups(dir: string, builder: string, node: string): Promise<readonly string[]> {
  const counts = new Map<string, number>();
  for (const id of await entriesOf(join(dir, 'refs', builder, node))) {
    const group = (await readRef(dir, { builder, node, id }))?.groupRef;
    if (group !== undefined && isPart(group)) counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  const whole: string[] = [];
  for (const [group, count] of counts) {
    if ((await groupSize(dir, group)) === count) whole.push(group);
  }
  return whole;
}

async function groupSize(dir: string, group: string): Promise<number | undefined> {
  try {
    const text = await readFile(join(dir, 'refs', '__group__', group), 'utf8');
    return groupSchema.parse(JSON.parse(text)).Refs?.length ?? 0;
  } catch {
    return undefined;
  }
}

function entriesOf(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

function checked(ref: BuildRef): BuildRef {
  if (isPart(ref.builder) && isPart(ref.node) && isPart(ref.id)) return ref;
  throw new SlipwayError({ code: 'invalid-input', title: 'This is not the reference of a build.' });
}
