import { SlipwayError } from '../../shared/contract/failure.ts';

const NAME = /^[a-zA-Z][a-zA-Z0-9.\-_]*$/;

/** Whether buildx takes it as the name of a builder or node, in any case. */
export function isValidName(name: string): boolean {
  return NAME.test(name);
}

/**
 * Whether it can be one part of a path: it does not lead out of its folder. Builders that come with a context have its name, which may be no
 * name of a stored builder (`2024-prod`, `a+b`), and the CLI keeps their activity and refs all the same.
 */
export function isPart(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[\\/\0]/.test(name);
}

/**
 * The lower-case form, which is the file's name (docker/buildx store/util.go).
 *
 * @throws SlipwayError `invalid-input` with the rule
 */
export function validateName(name: string): string {
  if (!isValidName(name)) {
    throw new SlipwayError({
      code: 'invalid-input',
      title: 'This is no name for a builder.',
      remedy: 'Start with a letter; then letters, digits, dots, dashes and underscores may follow.',
      field: 'name',
    });
  }
  return name.toLowerCase();
}

/**
 * `<builder><n>` in lower case, the smallest n that no node uses. buildx compares with the name as typed, so a second
 * node of `MyB` gets the first one's name; that is not copied.
 */
export function nextNodeName(builder: string, used: readonly string[]): string {
  const taken = new Set(used.map((name) => name.toLowerCase()));
  for (let n = 0; ; n += 1) {
    const name = `${builder.toLowerCase()}${n}`;
    if (!taken.has(name)) return name;
  }
}
