import type { ActionFacts, ActionIssue } from './facts.ts';

/** docker/buildx, store/util.go `namePattern`: builders and nodes alike. */
const PATTERN = /^[a-zA-Z][a-zA-Z0-9.\-_]*$/;

/** The rule for names of builders and nodes. Names are kept as typed and found in lower case. */
export function isBuilderName(name: string): boolean {
  return PATTERN.test(name);
}

/** Why a name cannot be taken for a new builder; undefined when it can. Texts in `original` are the CLI's. */
export function checkNewName(name: string, facts: ActionFacts): ActionIssue | undefined {
  const issue = (message: string, remedy: string, original?: string): ActionIssue => ({
    field: 'name',
    severity: 'error',
    message,
    remedy,
    ...(original !== undefined && { original }),
  });
  if (name === '') return issue('The builder has no name yet.', 'Write a name, such as workbench.');
  if (name === 'default') {
    return issue(
      'The name “default” belongs to Docker itself.',
      'Pick another name.',
      'default is a reserved name and cannot be used to identify builder instance',
    );
  }
  if (!isBuilderName(name)) {
    return issue(
      'A name starts with a letter and holds letters, digits, dots, hyphens and underscores.',
      'Write a name such as workbench or web-2.',
      `invalid name ${name}, name needs to start with a letter and may not contain symbols, except ._-`,
    );
  }
  if (facts.contexts?.includes(name)) {
    return issue(
      'A docker context has this name, and each context is a builder of its own.',
      'Pick another name.',
      `instance name "${name}" already exists as context builder`,
    );
  }
  const taken = facts.builders?.find((builder) => !builder.implicit && same(builder.name, name));
  if (taken !== undefined) {
    return issue(
      `There is a builder “${taken.name}” already.`,
      'Pick another name, or remove that builder first.',
      `existing instance for "${name}" but no append mode, specify the node name to make changes for existing instances`,
    );
  }
  return undefined;
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
