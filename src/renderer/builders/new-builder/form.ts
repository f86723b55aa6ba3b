import type { FieldError, FieldErrors, ResolverResult } from 'react-hook-form';
import {
  type ActionFacts,
  type ActionIssue,
  type CreateBuilder,
  createBuilderSchema,
  readReference,
  validate,
} from '../../../shared/actions/index.ts';
import { cpuOptions, DEFAULT_IMAGE, memoryOption } from '../../../shared/options/index.ts';

/** What the sheet holds while a builder is being composed. */
export interface NewBuilderForm {
  readonly name: string;
  /** A docker context, or `url` for an address of one's own. */
  readonly endpoint: string;
  readonly url: string;
  /** Empty for the usual image. */
  readonly image: string;
  /** Bytes; undefined for no limit. */
  readonly memory: number | undefined;
  /** Cores' worth of work; undefined for no limit. */
  readonly cpus: number | undefined;
  /** What was typed as a limit and is none. */
  readonly unread: Readonly<Record<Limit, string | undefined>>;
  /** Limits that somebody has set, be it to none; of the others another Engine suggests anew. */
  readonly chosen: Readonly<Record<Limit, boolean>>;
  /** Empty for Docker's usual network. */
  readonly network: string;
  readonly use: boolean;
  readonly existing: CreateBuilder['existingState'];
}

export type Limit = 'memory' | 'cpus';

export const OWN_ADDRESS = 'url';

/** The action that a form stands for. An address and a context are both endpoints; the current context is left unsaid. */
export function actionOf(form: NewBuilderForm, currentContext: string | undefined): CreateBuilder {
  const image = form.image.trim();
  const endpoint = endpointOf(form);
  return {
    kind: 'create-builder',
    name: form.name.trim(),
    endpoint: endpoint === currentContext ? '' : endpoint,
    options: {
      ...(image === '' || image === DEFAULT_IMAGE ? {} : { image }),
      ...(form.memory === undefined ? {} : { memory: memoryOption(form.memory) }),
      ...(form.cpus === undefined ? {} : cpuOptions(form.cpus)),
      ...(form.network === '' ? {} : { network: form.network }),
    },
    flags: [],
    platforms: [],
    use: form.use,
    boot: true,
    existingState: form.existing,
  };
}

/** Context name or address; empty while an address of one's own has not been typed. */
export function endpointOf(form: Pick<NewBuilderForm, 'endpoint' | 'url'>): string {
  return form.endpoint === OWN_ADDRESS ? form.url.trim() : form.endpoint;
}

const FIELDS: Readonly<Record<string, keyof NewBuilderForm>> = {
  name: 'name',
  'options.image': 'image',
  'options.memory': 'memory',
  'options.memory-swap': 'memory',
  'options.cpu-quota': 'cpus',
  'options.cpu-period': 'cpus',
  'options.network': 'network',
  existingState: 'existing',
};

/** The field of the form that an action's field stands for. */
export function fieldOf(path: string, form: Pick<NewBuilderForm, 'endpoint'>): keyof NewBuilderForm | undefined {
  if (path === 'endpoint') return form.endpoint === OWN_ADDRESS ? 'url' : 'endpoint';
  return FIELDS[path];
}

/** What stands against creating it, field by field. */
export function issuesOf(
  form: NewBuilderForm,
  facts: ActionFacts,
): readonly (ActionIssue & { readonly at: keyof NewBuilderForm })[] {
  const action = actionOf(form, facts.currentContext);
  const issues: ActionIssue[] = [...validate(action, facts)];
  if (form.endpoint === OWN_ADDRESS && form.url.trim() === '') {
    issues.push({
      field: 'endpoint',
      severity: 'error',
      message: 'The address is missing.',
      remedy: 'Write one such as ssh://me@build-server.',
    });
  }
  const image = form.image.trim();
  const read = image === '' ? undefined : readReference(image);
  if (read !== undefined && !read.ok) {
    issues.push({
      field: 'options.image',
      severity: 'error',
      message: read.wrong,
      remedy: `Write one such as ${DEFAULT_IMAGE}.`,
    });
  }
  const parsed = createBuilderSchema.safeParse(action);
  if (!parsed.success && issues.length === 0) {
    for (const issue of parsed.error.issues) {
      issues.push({ field: issue.path.join('.'), severity: 'error', message: issue.message });
    }
  }
  return issues.map((issue) => ({ ...issue, at: fieldOf(issue.field, form) ?? 'name' }));
}

const UNREAD: Readonly<Record<Limit, string>> = {
  memory: 'This is no amount of memory. Write gigabytes, such as 4, or choose No limit.',
  cpus: 'This is no number of cores. Write one such as 1.5, or choose No limit.',
};

/** Errors as react-hook-form wants them; the first of each field. */
export function resolve(form: NewBuilderForm, facts: ActionFacts): ResolverResult<NewBuilderForm> {
  const errors: { -readonly [Field in keyof NewBuilderForm]?: FieldError } = {};
  for (const limit of ['memory', 'cpus'] as const) {
    if (form.unread[limit] !== undefined) errors[limit] = { type: 'unread', message: UNREAD[limit] };
  }
  for (const issue of issuesOf(form, facts)) {
    if (issue.severity !== 'error' || errors[issue.at] !== undefined) continue;
    errors[issue.at] = { type: 'action', message: sentence(issue) };
  }
  return Object.keys(errors).length > 0
    ? { values: {}, errors: errors as FieldErrors<NewBuilderForm> }
    : { values: form, errors: {} };
}

/** What is wrong and how it is right, in one line. */
export function sentence({ message, remedy }: Pick<ActionIssue, 'message' | 'remedy'>): string {
  return remedy === undefined ? message : `${message} ${remedy}`;
}
