import { join } from 'node:path';
import { SlipwayError } from '../../shared/contract/failure.ts';
import { type DockerEnvironment, dockerConfigDir, variable } from '../engine/index.ts';
import { encodeActivity } from './activity.ts';
import { type CurrentFile, decodeCurrent, defaultsFileOf, selectCurrent } from './current.ts';
import { listInstances, readActivity } from './list.ts';
import { withStoreLock } from './lock.ts';
import { isPart } from './names.ts';
import { nodeId } from './node-id.ts';
import { readByName, readText } from './read.ts';
import { readRef, writeRef } from './refs.ts';
import { storeFiles } from './store-files.ts';
import { sudoOwner } from './sudo-owner.ts';
import { transactionOn } from './transaction.ts';
import type { BuilderStore, StoreTransaction, WriteOptions } from './types.ts';
import { watchStore } from './watch.ts';

/** `$BUILDX_CONFIG`, else `buildx` in the docker config folder. */
export function storeDirOf(environment: DockerEnvironment): string {
  return variable(environment, 'BUILDX_CONFIG') ?? join(dockerConfigDir(environment), 'buildx');
}

/** Opens the store; the folder is made by the first write, not before. */
export function openStore({
  dir,
  environment,
}: {
  readonly dir: string;
  readonly environment: DockerEnvironment;
}): BuilderStore {
  const files = storeFiles(dir, sudoOwner(dir, environment));
  const transaction = <T>(change: (inside: StoreTransaction) => Promise<T>, options: WriteOptions = {}) =>
    withStoreLock(files, options, async () => {
      // buildx makes all three before anything else.
      for (const folder of ['instances', 'defaults', 'activity']) await files.makeFolder(folder);
      return change(transactionOn(files));
    });
  return {
    dir,
    list: () => listInstances(dir),
    read: (name) => readByName(dir, name),
    lastActivity: async (name) => (await readActivity(dir, name)).at,
    transaction,

    save: (instance, { onlyNew = false, ...options } = {}) =>
      transaction(async (inside) => {
        if (onlyNew && (await isThere(inside, instance.name))) throw builderExists(instance.name);
        await inside.save(instance);
      }, options),

    remove: (name, options) => transaction((inside) => inside.remove(name), options),

    use: (name, { key, asDefault = false, global = false, ...options }) =>
      transaction((inside) => inside.use(name, { key, asDefault, global }), options),

    async current(key) {
      const found = await readCurrent(dir);
      const chosen = () => readText(join(dir, 'defaults', defaultsFileOf(key)));
      return selectCurrent(key, found, chosen, (name) => keyOf(dir, name));
    },

    async touch(name, at = new Date()) {
      if (!isPart(name)) throw noName(name);
      const stored = await readByName(dir, name).catch(() => undefined);
      // Replaced whole, so it needs no lock: a build must not wait for somebody's slow `create`.
      await files.makeFolder('activity');
      await files.write(['activity', stored?.name ?? name], encodeActivity(at));
    },

    nodeId: () => nodeId(files),
    writeRef: (ref, state) => writeRef(files, ref, state),
    readRef: (ref) => readRef(dir, ref),

    async defaultConfig() {
      const path = join(dir, 'buildkitd.default.toml');
      const text = await readText(path);
      return text === undefined ? undefined : { path, text };
    },

    watch: (onChange, { signal }) => watchStore(dir, onChange, signal),
  };
}

/** Missing and broken are alike here; `list` reports the broken one. */
async function readCurrent(dir: string): Promise<CurrentFile | undefined> {
  const text = await readText(join(dir, 'current'));
  try {
    return text === undefined ? undefined : decodeCurrent(text);
  } catch {
    return undefined;
  }
}

async function keyOf(dir: string, name: string): Promise<string | undefined> {
  return (await readByName(dir, name).catch(() => undefined))?.key;
}

/** A broken file counts: it must not be overwritten by a new builder. */
async function isThere(inside: StoreTransaction, name: string): Promise<boolean> {
  return inside.read(name).then(
    (found) => found !== undefined,
    () => true,
  );
}

function noName(name: string): SlipwayError {
  return new SlipwayError({ code: 'invalid-input', title: 'This is no name of a builder.', detail: name });
}

function builderExists(name: string): SlipwayError {
  return new SlipwayError({
    code: 'builder-exists',
    title: `There is a builder called ${name} already.`,
    remedy: 'Choose another name.',
    field: 'name',
  });
}
