import { type Build, type BuildSecret, keptTwin } from '../../shared/actions/index.ts';
import type { BuildRequestFacts } from '../../shared/contract/index.ts';
import type { ProjectFiles } from './project-files.ts';
import { nameOf } from './summary.ts';

/** What is kept of a request: no values of arguments, since they may be secret, none of secrets, and none in the command. */
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
      platforms: action.platforms,
      outputs: action.outputs,
      args: action.args.map(({ name }) => name),
      secrets: action.secrets.map(({ id, from }) => ({ id, ...sourceOf(from) })),
      noCache: action.noCache,
      pull: action.pull,
      cliTwin: keptTwin(action, 'bash'),
    },
  };
}

function sourceOf(from: BuildSecret['from']): Omit<BuildRequestFacts['secrets'][number], 'id'> {
  switch (from.kind) {
    case 'file':
      return { from: 'file', source: from.path };
    case 'environment':
      return { from: 'environment', source: from.name };
    case 'typed':
      return { from: 'typed' };
  }
}
