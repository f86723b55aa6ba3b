import { type BuildSecret, MOST_SECRET_BYTES } from './build-output.ts';
import type { ActionIssue } from './facts.ts';
import type { Build } from './schemas.ts';
import { isAbsolutePath } from './validate-outputs.ts';

/** What stands against the secrets of a build. Never holds a value. */
export function secretIssues({ secrets }: Build): readonly ActionIssue[] {
  return secrets.flatMap((secret, index) => [...idIssues(secret.id, index, secrets), ...fromIssues(secret, index)]);
}

function idIssues(id: string, index: number, secrets: readonly BuildSecret[]): readonly ActionIssue[] {
  const field = `secrets.${index}.id`;
  // BuildKit takes any text; the id is also the file's name under /run/secrets and stands in a comma-separated flag.
  if (!/^[A-Za-z0-9_.-]+$/.test(id) || id === '.' || id === '..') {
    const message = 'The id of a secret holds letters, digits, dots, hyphens and underscores.';
    return [
      { field, severity: 'error', message, remedy: 'Write it as the Dockerfile does: RUN --mount=type=secret,id=…' },
    ];
  }
  if (secrets.findIndex((other) => other.id === id) < index) {
    return [{ field, severity: 'error', message: 'This secret is there twice.', remedy: 'Give it another id.' }];
  }
  return [];
}

function fromIssues({ from }: BuildSecret, index: number): readonly ActionIssue[] {
  const field = `secrets.${index}.from`;
  switch (from.kind) {
    case 'file':
      if (isAbsolutePath(from.path)) return [];
      return [
        {
          field,
          severity: 'error',
          message: 'The file is needed with its whole path.',
          remedy: 'Write a path such as /home/me/.npmrc.',
        },
      ];
    case 'environment':
      if (!/[=\s\0]/.test(from.name)) return [];
      return [{ field, severity: 'error', message: 'The name of a variable holds no blanks and no equals sign.' }];
    case 'typed':
      if (from.value === '') return [{ field, severity: 'error', message: 'The value of this secret is empty.' }];
      // Characters of UTF-16 never take less than their count in UTF-8; main counts the bytes exactly.
      if (from.value.length > MOST_SECRET_BYTES) {
        return [{ field, severity: 'error', message: 'A secret is at most 500 KiB long.' }];
      }
      return [];
  }
}
