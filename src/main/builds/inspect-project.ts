import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parseDockerfile } from '../../shared/build/dockerfile.ts';
import { type Failure, failureOf, type Project } from '../../shared/contract/index.ts';
import { ignoreProblem } from './ignore-problem.ts';
import { findProjectFiles } from './project-files.ts';

/** BuildKit refuses a longer Dockerfile from 0.33 on (moby/buildkit frontend/dockerui/readfile.go). */
const LARGEST_DOCKERFILE = 16 * 1024 * 1024;
/** Dockerfiles offered for a folder. */
const MOST_DOCKERFILES = 100;

/**
 * Looks at a folder as a build would: which Dockerfile, its stages and arguments, what lies beside it. A problem is in
 * `failure` at the field that it belongs to; what could be read is there all the same.
 */
export async function inspectProject(context: string, dockerfile: string): Promise<Project> {
  const empty: Project = {
    context,
    dockerfile: '',
    dockerfiles: await listDockerfiles(context),
    stages: [],
    args: [],
    suggestedTag: suggestTag(context),
  };
  try {
    const files = await findProjectFiles(context, dockerfile);
    const { size } = await stat(files.dockerfile);
    const text = size > LARGEST_DOCKERFILE ? '' : await readFile(files.dockerfile, 'utf8');
    const parsed = parseDockerfile(text);
    const failure = size > LARGEST_DOCKERFILE ? TOO_LARGE : await ignoreProblem(files);
    return {
      ...empty,
      context: files.context,
      dockerfile: files.dockerfile,
      stages: parsed.stages,
      args: parsed.args,
      suggestedTag: suggestTag(files.context),
      ...(files.ignoreFile === undefined ? {} : { ignoreFile: files.ignoreFile }),
      ...(files.policyFile === undefined ? {} : { policyFile: files.policyFile }),
      ...(failure === undefined ? {} : { failure }),
    };
  } catch (error) {
    return { ...empty, failure: failureOf(error) };
  }
}

const TOO_LARGE: Failure = {
  code: 'context-unreadable',
  title: 'This Dockerfile is larger than 16 MB, which BuildKit refuses.',
  field: 'dockerfile',
};

/** Files of the folder that are named like a Dockerfile: `Dockerfile`, `Dockerfile.dev`, `dev.Dockerfile`. */
async function listDockerfiles(context: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(context, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() || entry.isSymbolicLink())
      .map(({ name }) => name)
      .filter((name) => /^dockerfile(?:\..+)?$|\.dockerfile$/i.test(name) && !/\.(?:dockerignore|rego)$/.test(name))
      .sort((a, b) => Number(b === 'Dockerfile') - Number(a === 'Dockerfile') || a.localeCompare(b))
      .slice(0, MOST_DOCKERFILES)
      .map((name) => join(context, name));
  } catch {
    return [];
  }
}

/** The folder's name as the CLI's grammar for image names takes it, with the tag `dev`. */
export function suggestTag(context: string): string {
  const name = (basename(context) || basename(dirname(context)))
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/[._-]*([._-])[._-]*/g, '$1')
    .replace(/^[._-]+|[._-]+$/g, '');
  return `${name || 'image'}:dev`;
}
