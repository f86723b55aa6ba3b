import {
  type ActionFacts,
  type ActionIssue,
  type Build,
  buildSchema,
  validate,
} from '../../../shared/actions/index.ts';
import type { Prefill } from './prefill.ts';

/** The sheet's fields: those of the action, with rows as objects, which may be empty. */
export type NewBuildForm = {
  builder: string;
  context: string;
  dockerfile: string;
  target: string;
  tags: { value: string }[];
  args: { name: string; value: string }[];
  output: Build['output'];
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
    args: from?.args.map((name) => ({ name, value: '' })) ?? [],
    output: from === undefined || from.load ? 'load' : 'cache-only',
    noCache: false,
    pull: false,
  };
}

/** The action that a form describes; rows left empty are no part of it, names are used with an image alone. */
export function buildOf(form: NewBuildForm): Build {
  return {
    kind: 'build',
    builder: form.builder,
    context: form.context.trim(),
    dockerfile: form.dockerfile,
    target: form.target,
    tags: form.output === 'load' ? form.tags.map(({ value }) => value.trim()).filter((tag) => tag !== '') : [],
    args: form.args.filter(({ name }) => name.trim() !== '').map(({ name, value }) => ({ name: name.trim(), value })),
    platforms: [],
    output: form.output,
    noCache: form.noCache,
    pull: form.pull,
  };
}

export type FormField =
  | 'builder'
  | 'context'
  | 'dockerfile'
  | 'target'
  | 'output'
  | `tags.${number}.value`
  | `args.${number}.name`;

/** Where in the form a field of the action stands: its rows count only those that are filled. */
export function fieldOf(path: string, form: NewBuildForm): FormField | undefined {
  const row = /^(tags|args)\.(\d+)(?:\.(name|value))?$/.exec(path);
  if (row !== null) {
    const [, list, number] = row;
    const filled = (list === 'tags' ? form.tags.map(({ value }) => value) : form.args.map(({ name }) => name))
      .map((text, index) => ({ text, index }))
      .filter(({ text }) => text.trim() !== '');
    const at = filled[Number(number)]?.index;
    if (at === undefined) return undefined;
    return list === 'tags' ? `tags.${at}.value` : `args.${at}.name`;
  }
  if (path === 'tags') return 'tags.0.value';
  const plain = (['builder', 'context', 'dockerfile', 'target', 'output'] as const).find((name) => name === path);
  return plain;
}

/** What is to be said at the fields, by field; an error before a warning. */
export function issuesOf(form: NewBuildForm, facts: ActionFacts): ReadonlyMap<FormField, ActionIssue> {
  const issues = new Map<FormField, ActionIssue>();
  if (form.context.trim() === '') {
    issues.set('context', { field: 'context', severity: 'error', message: 'A folder is needed.' });
  }
  if (form.builder === '')
    issues.set('builder', { field: 'builder', severity: 'error', message: 'A builder is needed.' });
  for (const issue of validate(buildOf(form), facts)) {
    const field = fieldOf(issue.field, form);
    if (field === undefined) continue;
    const known = issues.get(field);
    if (known === undefined || (known.severity === 'warning' && issue.severity === 'error')) issues.set(field, issue);
  }
  return issues;
}

/** react-hook-form's answer: the errors among the issues, and what the schema refuses. */
export function resolve(form: NewBuildForm, facts: ActionFacts) {
  const errors: Record<string, unknown> = {};
  for (const [field, issue] of issuesOf(form, facts)) {
    if (issue.severity === 'error') put(errors, field, issue.message, issue.remedy);
  }
  const shape = buildSchema.safeParse(buildOf(form));
  if (!shape.success && Object.keys(errors).length === 0) {
    for (const issue of shape.error.issues) {
      const field = fieldOf(issue.path.join('.'), form);
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
