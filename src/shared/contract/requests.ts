import { z } from 'zod';
import {
  buildSchema,
  createBuilderSchema,
  removeBuilderSchema,
  runImageSchema,
  startBuilderSchema,
  stopBuilderSchema,
  useBuilderSchema,
} from '../actions/schemas.ts';
import type { StateVolume, VolumeSize } from './builders.ts';
import type { LogLine } from './builds.ts';
import type { EngineNetwork } from './engines.ts';
import type { Failure } from './failure.ts';
import type { AppFacts, NodeFile, PathCompletion, Project } from './projects.ts';

/** Answer to every request: failures are values, so that no stack or secret crosses by accident. */
export type Reply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

const none = z.object({}).readonly();
const quitAnswer = z.enum(['shown', 'keep', 'quit']);
const buildKey = z.string().min(1).max(1000);

/** Input schema of every request. Main parses each with it before anything else happens. */
export const requestSchemas = {
  'app.facts': none,
  /** Holds a whole log as `builds.log-text` cuts it. */
  'app.copy': z.object({ text: z.string().max(6 * 1024 * 1024) }).readonly(),
  /** To the command `confirm-quit`: first that the question is shown, then what was chosen. */
  'app.answer-quit': z.object({ answer: quitAnswer }).readonly(),
  'app.pick-folder': z.object({ from: z.string().max(4096) }).readonly(),
  'engines.retry': z.object({ context: z.string().max(500).optional() }).readonly(),
  'engines.networks': z.object({ endpoint: z.string().max(2000) }).readonly(),
  'builders.suggest-name': none,
  'builders.refresh': none,
  /** State volumes that a builder of this name would find on this endpoint. */
  'builders.existing-state': z.object({ name: z.string().max(200), endpoint: z.string().max(2000) }).readonly(),
  /** Size of a state volume; slow, since the Engine walks the files. */
  'builders.volume-size': z.object({ endpoint: z.string().max(2000), volume: z.string().min(1).max(500) }).readonly(),
  'builders.file': z
    .object({ builder: z.string().min(1).max(200), node: z.string().min(1).max(200), path: z.string().min(1).max(500) })
    .readonly(),
  'builders.create': createBuilderSchema,
  'builders.use': useBuilderSchema,
  'builders.start': startBuilderSchema,
  'builders.stop': stopBuilderSchema,
  'builders.remove': removeBuilderSchema,
  /** Operations that did not end in an earlier run of Slipway, with what was done about each. */
  'operations.recovered': none,
  /** What a person decides about a removal that `operations.recovered` asks about. */
  'operations.settle': z
    .object({ operation: z.string().min(1).max(100), choice: z.enum(['finish', 'keep']) })
    .readonly(),
  'operations.cancel': z.object({ operation: z.string().min(1).max(100) }).readonly(),
  'projects.complete': z.object({ path: z.string().max(4096), kind: z.enum(['folder', 'any']) }).readonly(),
  'projects.inspect': z.object({ context: z.string().max(4096), dockerfile: z.string().max(4096) }).readonly(),
  'builds.start': buildSchema,
  'builds.cancel': z.object({ key: buildKey }).readonly(),
  /** Lines `from` to `from + count` of a step's log, or of the whole build's when `step` is empty. */
  'builds.log': z
    .object({
      key: buildKey,
      step: z.string().max(500),
      from: z.int().min(0),
      count: z.int().min(1).max(2000),
    })
    .readonly(),
  /** The whole log of a step or of the build as plain text without colours, for the clipboard; cut at 5 MB. */
  'builds.log-text': z.object({ key: buildKey, step: z.string().max(500) }).readonly(),
  'images.run': runImageSchema,
} as const satisfies Record<string, z.ZodType>;

export type QuitAnswer = z.infer<typeof quitAnswer>;

export type RequestName = keyof typeof requestSchemas;
export type RequestInput<Name extends RequestName> = z.infer<(typeof requestSchemas)[Name]>;

/** What each request answers with. `type` and not `interface`, so that it can be indexed by name. */
export type RequestOutputs = {
  readonly 'app.facts': AppFacts;
  readonly 'app.copy': null;
  readonly 'app.answer-quit': null;
  /** Empty when the person closed the picker. */
  readonly 'app.pick-folder': { readonly path: string };
  readonly 'engines.retry': null;
  readonly 'engines.networks': { readonly networks: readonly EngineNetwork[] };
  readonly 'builders.suggest-name': { readonly name: string };
  readonly 'builders.refresh': null;
  readonly 'builders.existing-state': { readonly volumes: readonly StateVolume[] };
  readonly 'builders.volume-size': VolumeSize;
  readonly 'builders.file': NodeFile;
  readonly 'builders.create': { readonly operation: string };
  readonly 'builders.use': null;
  readonly 'builders.start': { readonly operation: string };
  readonly 'builders.stop': { readonly operation: string };
  readonly 'builders.remove': { readonly operation: string };
  readonly 'operations.recovered': { readonly notes: readonly RecoveryNote[] };
  /** The operation that finishes it; none where nothing is removed. */
  readonly 'operations.settle': { readonly operation?: string };
  readonly 'operations.cancel': null;
  readonly 'projects.complete': PathCompletion;
  readonly 'projects.inspect': Project;
  readonly 'builds.start': { readonly key: string };
  readonly 'builds.cancel': null;
  readonly 'builds.log': { readonly lines: readonly LogLine[]; readonly total: number };
  readonly 'builds.log-text': { readonly text: string; readonly cut: boolean };
  readonly 'images.run': { readonly operation: string };
};

export type RequestOutput<Name extends RequestName> = RequestOutputs[Name];

export interface RecoveryNote {
  readonly operation: string;
  readonly kind: string;
  readonly subject: string;
  /** What had been done, what was done now, and what is left, in sentences. */
  readonly sentences: readonly string[];
  /** What would be deleted if it were finished, which waits for a word. */
  readonly question?: { readonly volumes: readonly { readonly endpoint: string; readonly volume: string }[] };
}
