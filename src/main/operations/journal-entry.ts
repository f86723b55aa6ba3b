import { z } from 'zod';

const common = {
  version: z.literal(1),
  id: z.string().min(1).max(100),
  /** What it works on, as shown. */
  subject: z.string(),
  /** µs */
  startedAt: z.int(),
  /** The step that was about to be done when this was written; `undo` when it was being taken back. */
  step: z.string(),
};

const nodePlace = {
  node: z.string(),
  endpoint: z.string(),
  container: z.string(),
  volume: z.string(),
};

/** What the next start needs to finish or undo each kind. No option or secret is written here: the store has them. */
export const journalEntrySchema = z.discriminatedUnion('kind', [
  z.object({
    ...common,
    ...nodePlace,
    kind: z.literal('create-builder'),
    builder: z.string(),
    /** The state volume was there before and was not to be emptied: it stays whatever happens. */
    keepsVolume: z.boolean(),
    boot: z.boolean(),
    /** Endpoint key for which it becomes current, or null. */
    useKey: z.string().nullable(),
    /** The builder that was selected for that key when this was planned; empty for the context's own. */
    currentBefore: z.string(),
    /** SHA-256 of the instance file's bytes, to know our own entry again. */
    instanceHash: z.string(),
  }),
  z.object({
    ...common,
    kind: z.literal('remove-builder'),
    builder: z.string(),
    keepState: z.boolean(),
    /** SHA-256 of the instance file's bytes, to know a builder that was made anew since. */
    instanceHash: z.string(),
    nodes: z.array(
      z.object({
        ...nodePlace,
        /** Empty when there was none, or its Engine did not answer. */
        containerId: z.string(),
        /** µs; null when there was none or it is not known. */
        volumeCreatedAt: z.int().nullable(),
      }),
    ),
  }),
  z.object({
    ...common,
    kind: z.literal('run-image'),
    endpoint: z.string(),
    /** Empty until it is made. */
    containerId: z.string(),
  }),
]);

export type JournalEntry = z.infer<typeof journalEntrySchema>;
export type CreateEntry = Extract<JournalEntry, { kind: 'create-builder' }>;
export type RemoveEntry = Extract<JournalEntry, { kind: 'remove-builder' }>;
export type RunImageEntry = Extract<JournalEntry, { kind: 'run-image' }>;
