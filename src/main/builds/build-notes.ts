import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { buildOutputSchema } from '../../shared/actions/index.ts';
import type { BuildOutcome, BuildRequestFacts } from '../../shared/contract/index.ts';

/** Notes kept: more than any builder remembers records. */
const MOST = 500;
/** Notes above that before the oldest go, while the app runs. */
const SLACK = 100;

const noteSchema = z.object({
  version: z.literal(1),
  nodeKey: z.string(),
  ref: z.string().regex(/^[a-z0-9]{1,64}$/),
  request: z.object({
    context: z.string(),
    dockerfile: z.string(),
    target: z.string().optional(),
    tags: z.array(z.string()).readonly(),
    platforms: z.array(z.string()).readonly().default([]),
    outputs: z.array(buildOutputSchema).readonly().default([]),
    args: z.array(z.string()).readonly(),
    secrets: z
      .array(
        z.object({
          id: z.string(),
          from: z.enum(['file', 'environment', 'typed']),
          source: z.string().optional(),
        }),
      )
      .readonly()
      .default([]),
    noCache: z.boolean().default(false),
    pull: z.boolean().default(false),
    cliTwin: z.string(),
  }),
  outcome: z
    .object({
      kind: z.enum(['image-loaded', 'exported', 'cache-only', 'unknown']),
      image: z.string().optional(),
      tags: z.array(z.string()).readonly(),
      digest: z.string().optional(),
      size: z.number().optional(),
      engine: z.string().optional(),
      outputs: z
        .array(
          z.discriminatedUnion('kind', [
            z.object({ kind: z.literal('push'), reference: z.string(), digest: z.string().optional() }),
            z.object({
              kind: z.enum(['docker-archive', 'oci-archive', 'tar', 'folder']),
              path: z.string(),
              size: z.number().optional(),
            }),
          ]),
        )
        .readonly()
        .optional(),
    })
    .optional(),
});

/** What Slipway itself knows of a build that it started; BuildKit's record has the rest. Holds no argument values. */
export interface BuildNote {
  readonly version: 1;
  readonly nodeKey: string;
  readonly ref: string;
  readonly request: BuildRequestFacts;
  readonly outcome?: BuildOutcome;
}

/** Small files, one a build, in the app's own folder, for the owner's eyes only. */
export class BuildNotes {
  readonly #folder: string;
  readonly #notes = new Map<string, BuildNote>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  get(ref: string): BuildNote | undefined {
    return this.#notes.get(ref);
  }

  /** Reads what is there; a file that is not a note is left alone. Never fails: builds are shown without their notes then. */
  async load(): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    await Promise.all(
      names.map(async (name) => {
        if (!name.endsWith('.json')) return;
        try {
          // JSON holds no undefined, so that an optional key is either there with its value or not at all.
          const note = noteSchema.parse(JSON.parse(await readFile(join(this.#folder, name), 'utf8'))) as BuildNote;
          this.#notes.set(note.ref, note);
        } catch {
          // Not ours or damaged: the build is shown without it.
        }
      }),
    );
    await this.#trim(names);
  }

  async save(note: BuildNote): Promise<void> {
    this.#notes.set(note.ref, note);
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const file = join(this.#folder, `${note.ref}.json`);
    try {
      await writeFile(`${file}.new`, JSON.stringify(note), { mode: 0o600 });
      await rename(`${file}.new`, file);
    } catch (error) {
      await rm(`${file}.new`, { force: true }).catch(() => {});
      throw error;
    }
    if (this.#notes.size > MOST + SLACK) await this.#trim(await readdir(this.#folder));
  }

  async #trim(names: readonly string[]): Promise<void> {
    if (names.length <= MOST) return;
    const aged = await Promise.all(
      names.map(async (name) => ({
        name,
        at: (await stat(join(this.#folder, name)).catch(() => undefined))?.mtimeMs ?? 0,
      })),
    );
    const old = aged.sort((a, b) => a.at - b.at).slice(0, names.length - MOST);
    for (const { name } of old) {
      await rm(join(this.#folder, name), { force: true }).catch(() => {});
      this.#notes.delete(name.replace(/\.json$/, ''));
    }
  }
}
