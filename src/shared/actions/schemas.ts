import { z } from 'zod';
import { buildOutputSchema, buildSecretSchema } from './build-output.ts';

/**
 * Every action as one value: it is validated, explained in words, printed as a command and run from the same data.
 * Sizes and counts inside `options` stay the strings that buildx reads (`4g`, `200000`).
 */
const name = z.string().min(1).max(200);
const path = z.string().min(1).max(4096);

export const createBuilderSchema = z
  .object({
    kind: z.literal('create-builder'),
    name,
    /** Docker context or host URL, as typed; empty for the current one. */
    endpoint: z.string().max(2000),
    /** Driver options by key, values as on the command line. */
    options: z.record(z.string().min(1).max(300), z.string().max(20_000)),
    /** buildkitd flags, one string each; without the default entitlement, which is added when stored. */
    flags: z.array(z.string().max(2000)).max(100),
    platforms: z.array(z.string().max(100)).max(50),
    /** `--use`: make it current for the docker CLI too. */
    use: z.boolean(),
    /** `--bootstrap`: boot it now. */
    boot: z.boolean(),
    /** What to do with a state volume of that name: `ask` stops when there is one. */
    existingState: z.enum(['ask', 'use', 'empty']),
  })
  .readonly();

export const useBuilderSchema = z.object({ kind: z.literal('use-builder'), name }).readonly();
export const startBuilderSchema = z.object({ kind: z.literal('start-builder'), name }).readonly();
export const stopBuilderSchema = z.object({ kind: z.literal('stop-builder'), name }).readonly();
export const removeBuilderSchema = z
  .object({
    kind: z.literal('remove-builder'),
    name,
    /** `--keep-state`: the state volumes stay, and a builder made anew under the name finds its cache. */
    keepState: z.boolean(),
  })
  .readonly();

export const buildSchema = z
  .object({
    kind: z.literal('build'),
    builder: name,
    /** Absolute path of the folder that is sent. */
    context: path,
    /** Absolute, or relative to the context; empty for `Dockerfile` in it. */
    dockerfile: z.string().max(4096),
    target: z.string().max(200),
    tags: z.array(z.string().max(500)).max(50),
    args: z.array(z.object({ name: z.string().min(1).max(500), value: z.string().max(100_000) }).readonly()).max(500),
    platforms: z.array(z.string().max(100)).max(20),
    /** What comes out; nothing but cache where it is empty. */
    outputs: z.array(buildOutputSchema).max(10).readonly(),
    secrets: z.array(buildSecretSchema).max(100).readonly(),
    noCache: z.boolean(),
    pull: z.boolean(),
  })
  .readonly();

/** `docker run --rm`: run an image once and show what it prints. */
export const runImageSchema = z
  .object({ kind: z.literal('run-image'), image: z.string().min(1).max(500), engine: z.string().max(500) })
  .readonly();

export const actionSchema = z.discriminatedUnion('kind', [
  createBuilderSchema,
  useBuilderSchema,
  startBuilderSchema,
  stopBuilderSchema,
  removeBuilderSchema,
  buildSchema,
  runImageSchema,
]);

export type Action = z.infer<typeof actionSchema>;
export type ActionKind = Action['kind'];
export type CreateBuilder = z.infer<typeof createBuilderSchema>;
export type UseBuilder = z.infer<typeof useBuilderSchema>;
export type StartBuilder = z.infer<typeof startBuilderSchema>;
export type StopBuilder = z.infer<typeof stopBuilderSchema>;
export type RemoveBuilder = z.infer<typeof removeBuilderSchema>;
export type Build = z.infer<typeof buildSchema>;

/** A build of which nothing was chosen but where it is built and of what. */
export const PLAIN_BUILD: Omit<Build, 'builder' | 'context'> = {
  kind: 'build',
  dockerfile: '',
  target: '',
  tags: [],
  args: [],
  platforms: [],
  outputs: [],
  secrets: [],
  noCache: false,
  pull: false,
};
export type RunImage = z.infer<typeof runImageSchema>;
