import { displayTwin } from '../../shared/actions/index.ts';
import type { Build } from '../../shared/actions/schemas.ts';
import type { BuildRequestFacts } from '../../shared/contract/index.ts';
import type { ProjectFiles } from './project-files.ts';
import { nameOf } from './summary.ts';

/** What is kept of a request: no argument values, since they may be secret, and the command with those masked. */
export function requestFacts(
  action: Build,
  files: ProjectFiles,
): { readonly name: string; readonly facts: BuildRequestFacts } {
  const local = { target: action.target || 'default', localPath: files.context, dockerfilePath: files.dockerfile };
  const filename = files.dockerfile.split(/[\\/]/).at(-1) ?? 'Dockerfile';
  return {
    name: nameOf({ ref: '', frontendAttrs: { filename } }, local),
    facts: {
      context: files.context,
      dockerfile: files.dockerfile,
      ...(action.target ? { target: action.target } : {}),
      tags: action.tags,
      load: action.output === 'load',
      args: action.args.map(({ name }) => name),
      cliTwin: displayTwin(action, {}, 'bash'),
    },
  };
}
