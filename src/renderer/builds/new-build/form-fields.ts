import { type Declared, isGiven } from './argument-fields.ts';
import type { NewBuildForm } from './form.ts';
import { outputsOf } from './output-fields.ts';

export type FormField =
  | 'builder'
  | 'context'
  | 'dockerfile'
  | 'target'
  | 'platforms'
  | 'outputs'
  | 'outputs.load'
  | 'outputs.push'
  | 'outputs.filesPath'
  | 'outputs.archivePath'
  | `tags.${number}.value`
  | `args.${number}.name`
  | `args.${number}.value`
  | `secrets.${number}.id`
  | `secrets.${number}.value`;

/** Where in the form a field of the action stands: its rows count only those that are filled. */
export function fieldOf(path: string, form: NewBuildForm, declared: Declared): FormField | undefined {
  const [list, number, part] = path.split('.');
  const index = Number(number);
  switch (list) {
    case 'tags': {
      if (number === undefined) return 'tags.0.value';
      const at = nth(
        form.tags.map(({ value }) => value),
        index,
      );
      return at === undefined ? undefined : `tags.${at}.value`;
    }
    case 'args': {
      const at = nth(
        form.args.map((row) => (isGiven(row, declared) ? row.name : '')),
        index,
      );
      return at === undefined ? undefined : `args.${at}.name`;
    }
    case 'secrets': {
      const at = nth(
        form.secrets.map(({ id }) => id),
        index,
      );
      return at === undefined ? undefined : `secrets.${at}.${part === 'id' ? 'id' : 'value'}`;
    }
    case 'outputs':
      return number === undefined ? 'outputs' : outputField(form, index);
    case 'platforms':
      return 'platforms';
    case 'builder':
    case 'context':
    case 'dockerfile':
    case 'target':
      return list;
    default:
      return undefined;
  }
}

function outputField({ outputs }: NewBuildForm, index: number): FormField | undefined {
  const output = outputsOf(outputs)[index];
  switch (output?.kind) {
    case undefined:
      return undefined;
    case 'load':
      return 'outputs.load';
    case 'push':
      return 'outputs.push';
    case 'folder':
    case 'tar':
      return 'outputs.filesPath';
    case 'docker-archive':
    case 'oci-archive':
      return 'outputs.archivePath';
  }
}

/** Place of the nth text that is not empty. */
function nth(texts: readonly string[], number: number): number | undefined {
  return texts.map((text, index) => ({ text, index })).filter(({ text }) => text.trim() !== '')[number]?.index;
}
