import {
  type ActionFacts,
  type ActionIssue,
  type Build,
  type BuildSecret,
  buildSchema,
  validate,
} from '../../../shared/actions/index.ts';
import { type ArgumentRow, type Declared, isGiven } from './argument-fields.ts';
import { type FormField, fieldOf } from './form-fields.ts';
import { type OutputFields, outputFieldsOf, outputsOf, wantsName } from './output-fields.ts';
import type { Prefill } from './prefill.ts';

/** A secret as its row holds it; `value` is a path, a variable's name or the secret itself. */
export type SecretRow = { id: string; from: BuildSecret['from']['kind']; value: string };

/** The sheet's fields: those of the action, with rows as objects, which may be empty. */
export type NewBuildForm = {
  builder: string;
  context: string;
  dockerfile: string;
  target: string;
  tags: { value: string }[];
  args: ArgumentRow[];
  platforms: string[];
  outputs: OutputFields;
  secrets: SecretRow[];
  noCache: boolean;
  pull: boolean;
};

/** What an open sheet begins with. */
export function firstForm(from: Prefill | undefined, path: string | undefined, builder: string): NewBuildForm {
  return {
    builder: from?.builder ?? builder,
    context: path ?? '',
    dockerfile: from?.dockerfile ?? '',
    target: from?.target ?? '',
    tags: from === undefined || from.tags.length === 0 ? [{ value: '' }] : from.tags.map((value) => ({ value })),
    args: from?.args.map((name) => ({ name, value: '', given: 'lost' })) ?? [],
    platforms: [...(from?.platforms ?? [])],
    outputs: outputFieldsOf(from?.outputs ?? [{ kind: 'load' }]),
    secrets: from?.secrets.map((secret) => ({ id: secret.id, from: secret.from, value: secret.source ?? '' })) ?? [],
    noCache: from?.noCache ?? false,
    pull: from?.pull ?? false,
  };
}

/** The action that a form describes; rows left empty are no part of it, names are used with an image alone. */
export function buildOf(form: NewBuildForm, declared: Declared): Build {
  return {
    kind: 'build',
    builder: form.builder,
    context: form.context.trim(),
    dockerfile: form.dockerfile,
    target: form.target,
    tags: wantsName(form.outputs) ? form.tags.map(({ value }) => value.trim()).filter((tag) => tag !== '') : [],
    args: form.args.filter((row) => isGiven(row, declared)).map(({ name, value }) => ({ name: name.trim(), value })),
    platforms: form.platforms,
    outputs: outputsOf(form.outputs),
    secrets: form.secrets.filter(({ id }) => id.trim() !== '').map(secretOf),
    noCache: form.noCache,
    pull: form.pull,
  };
}

function secretOf({ id, from, value }: SecretRow): BuildSecret {
  switch (from) {
    case 'file':
      return { id: id.trim(), from: { kind: 'file', path: value.trim() } };
    case 'environment':
      return { id: id.trim(), from: { kind: 'environment', name: value.trim() } };
    case 'typed':
      return { id: id.trim(), from: { kind: 'typed', value } };
  }
}

/** What is to be said at the fields, by field; an error before a warning. */
export function issuesOf(form: NewBuildForm, facts: ActionFacts): ReadonlyMap<FormField, ActionIssue> {
  const issues = new Map<FormField, ActionIssue>();
  for (const [field, message] of missing(form)) issues.set(field, { field, severity: 'error', message });
  const declared = facts.project?.args;
  for (const issue of validate(buildOf(form, declared), facts)) {
    const field = fieldOf(issue.field, form, declared);
    if (field === undefined) continue;
    const known = issues.get(field);
    if (known === undefined || (known.severity === 'warning' && issue.severity === 'error')) issues.set(field, issue);
  }
  return issues;
}

/** What an action cannot be without, and a form is at first. */
function missing(form: NewBuildForm): readonly (readonly [FormField, string])[] {
  const { files, filesPath, filesAs, archive, archivePath } = form.outputs;
  const wanted: readonly (readonly [FormField, boolean, string])[] = [
    ['context', form.context.trim() === '', 'A folder is needed.'],
    ['builder', form.builder === '', 'A builder is needed.'],
    [
      'outputs.filesPath',
      files && filesPath.trim() === '',
      filesAs === 'folder' ? 'A folder to lay them in is needed.' : 'A file to write is needed.',
    ],
    ['outputs.archivePath', archive && archivePath.trim() === '', 'A file to write is needed.'],
    ...form.args.map(
      ({ name, given }, index) =>
        [
          `args.${index}.value`,
          name.trim() !== '' && given === 'lost',
          'Its value was not kept. Write it again (for an empty one, erase something), or remove the row.',
        ] as const,
    ),
    ...form.secrets.flatMap(({ id, from, value }, index): readonly (readonly [FormField, boolean, string])[] => [
      [`secrets.${index}.id`, id.trim() === '' && value !== '', 'The id of the secret is missing.'],
      [`secrets.${index}.value`, id.trim() !== '' && value === '', NEEDED[from]],
    ]),
  ];
  return wanted.filter(([, is]) => is).map(([field, , message]) => [field, message]);
}

const NEEDED: Readonly<Record<SecretRow['from'], string>> = {
  file: 'A file is needed.',
  environment: 'The name of a variable is needed.',
  typed: 'The value is needed.',
};

/** react-hook-form's answer: the errors among the issues, and what the schema refuses. */
export function resolve(form: NewBuildForm, facts: ActionFacts) {
  const errors: Record<string, unknown> = {};
  for (const [field, issue] of issuesOf(form, facts)) {
    if (issue.severity === 'error') put(errors, field, issue.message, issue.remedy);
  }
  const declared = facts.project?.args;
  const shape = buildSchema.safeParse(buildOf(form, declared));
  if (!shape.success && Object.keys(errors).length === 0) {
    for (const issue of shape.error.issues) {
      const field = fieldOf(issue.path.join('.'), form, declared);
      if (field !== undefined) put(errors, field, 'This is longer than a build takes.', undefined);
    }
  }
  return Object.keys(errors).length === 0 ? { values: form, errors: {} } : { values: {}, errors };
}

/** Sets `args.0.name` as nested records, as react-hook-form keeps its errors. */
function put(errors: Record<string, unknown>, field: FormField, message: string, remedy: string | undefined): void {
  const path = field.split('.');
  const last = path.pop() ?? '';
  let at = errors;
  for (const part of path) {
    const next = at[part];
    const record = typeof next === 'object' && next !== null ? (next as Record<string, unknown>) : {};
    at[part] = record;
    at = record;
  }
  at[last] = { type: 'custom', message: remedy === undefined ? message : `${message} ${remedy}` };
}
