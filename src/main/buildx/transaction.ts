import { SlipwayError } from '../../shared/contract/failure.ts';
import { encodeActivity } from './activity.ts';
import { defaultsFileOf, encodeCurrent } from './current.ts';
import { encodeInstance } from './instance-codec.ts';
import { listInstances } from './list.ts';
import { validateName } from './names.ts';
import { readByName } from './read.ts';
import { removeRefs } from './refs.ts';
import type { StoreFiles } from './store-files.ts';
import type { StoreTransaction } from './types.ts';

/** The changes of buildx's store (docker/buildx store/store.go), to be made while its lock is held. */
export function transactionOn(files: StoreFiles): StoreTransaction {
  return {
    list: () => listInstances(files.dir),
    read: (name) => readByName(files.dir, name),

    async save(instance) {
      const key = validateName(instance.name);
      // First the activity, as buildx does: a crash between the two leaves nothing that anybody lists.
      await files.write(['activity', instance.name], encodeActivity(new Date()));
      await files.write(['instances', key], encodeInstance(instance));
    },

    async remove(name) {
      const key = validateName(name);
      const stored = await readByName(files.dir, key).catch(() => undefined);
      // buildx writes activity and refs under the name as typed and removes those of the lower-case one alone.
      for (const known of new Set([key, validated(stored?.name) ?? key])) {
        await files.remove('activity', known);
        await removeRefs(files, known);
      }
      await files.remove('instances', key);
    },

    async use(name, { key, asDefault = false, global = false }) {
      if (name !== undefined && (await readByName(files.dir, name)) === undefined) throw missing(name);
      const chosen = name ?? '';
      await files.write(['current'], encodeCurrent({ key, name: chosen, global }));
      if (asDefault) await files.write(['defaults', defaultsFileOf(key)], chosen);
      else await files.remove('defaults', defaultsFileOf(key));
    },
  };
}

/** A name from inside a file must not lead out of its folder. */
function validated(name: string | undefined): string | undefined {
  try {
    return name !== undefined && validateName(name) ? name : undefined;
  } catch {
    return undefined;
  }
}

function missing(name: string): SlipwayError {
  return new SlipwayError({
    code: 'not-found',
    title: `There is no builder called ${name}.`,
    meaning: 'It may have been removed meanwhile. Nothing was changed.',
  });
}
