import type { BuildOutput, BuildSecret } from './build-output.ts';
import { csvField } from './csv.ts';
import type { Build } from './schemas.ts';

/**
 * The flags that make the same come out. `--load` beside a Docker archive would load nothing, since buildx counts the
 * archive as the load (docker/buildx, util/buildflags/export.go), so both are then written out.
 */
export function outputFlags({ outputs }: Build): readonly string[] {
  // Saying it silences the CLI's warning that nothing comes out, which the person has read by then.
  if (outputs.length === 0) return ['--output', 'type=cacheonly'];
  const archived = outputs.some(({ kind }) => kind === 'docker-archive');
  const files = outputs.flatMap((output) => fileFlag(output));
  const push = outputs.some(({ kind }) => kind === 'push') ? ['--push'] : [];
  const loads = outputs.some(({ kind }) => kind === 'load');
  const load = !loads ? [] : archived ? ['-o', 'type=docker'] : ['--load'];
  return [...files, ...push, ...load];
}

function fileFlag(output: BuildOutput): readonly string[] {
  switch (output.kind) {
    case 'load':
    case 'push':
      return [];
    case 'docker-archive':
      return ['-o', `type=docker,${csvField(`dest=${output.path}`)}`];
    case 'oci-archive':
      return ['-o', `type=oci,${csvField(`dest=${output.path}`)}`];
    case 'tar':
      return ['-o', `type=tar,${csvField(`dest=${output.path}`)}`];
    case 'folder':
      return ['-o', `type=local,${csvField(`dest=${output.path}`)}`];
  }
}

/** The variable that the command reads a typed secret from: its value is never printed. `npm-token` -> `NPM_TOKEN`. */
export function secretVariable(id: string): string {
  const name = id.toUpperCase().replace(/[^A-Z0-9_]/g, '_');
  return /^[0-9]/.test(name) ? `SECRET_${name}` : name;
}

export function secretFlags({ secrets }: Build): readonly string[] {
  return secrets.flatMap((secret) => ['--secret', `${csvField(`id=${secret.id}`)},${csvField(sourceOf(secret))}`]);
}

function sourceOf({ id, from }: BuildSecret): string {
  switch (from.kind) {
    case 'file':
      return `src=${from.path}`;
    case 'environment':
      return `env=${from.name}`;
    case 'typed':
      return `env=${secretVariable(id)}`;
  }
}

/** What a person has to do before the command does the same. */
export function secretHint({ secrets }: Build): string | undefined {
  const names = secrets.filter(({ from }) => from.kind === 'typed').map(({ id }) => secretVariable(id));
  if (names.length === 0) return undefined;
  const several = names.length > 1;
  return `Typed secrets are not printed: set ${names.join(', ')} in your shell to ${several ? 'their values' : 'its value'} first.`;
}
