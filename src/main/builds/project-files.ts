import { access, constants, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { SlipwayError } from '../../shared/contract/failure.ts';

/** The files on disk that a build starts from. All paths are absolute. */
export interface ProjectFiles {
  readonly context: string;
  readonly dockerfile: string;
  /** `<Dockerfile>.dockerignore` beside it, else `.dockerignore` of the context; which one BuildKit reads. */
  readonly ignoreFile: string | undefined;
  /** `<Dockerfile>.rego`, which the CLI evaluates unasked since buildx 0.31 (docker/buildx, build/opt.go). */
  readonly policyFile: string | undefined;
}

/**
 * Finds them as `docker buildx build` does (docker/buildx, build/opt.go): `Dockerfile`, or `dockerfile` where only that
 * is there; a relative name is taken from the context.
 *
 * @throws SlipwayError `context-unreadable` at field `context` or `dockerfile`
 */
export async function findProjectFiles(context: string, dockerfile: string): Promise<ProjectFiles> {
  const folder = resolve(context);
  await requireFolder(folder);
  const file = await findDockerfile(folder, dockerfile);
  const ownIgnore = `${file}.dockerignore`;
  const ignore = join(folder, '.dockerignore');
  return {
    context: folder,
    dockerfile: file,
    ignoreFile: (await isFile(ownIgnore)) ? ownIgnore : (await isFile(ignore)) ? ignore : undefined,
    policyFile: (await isFile(`${file}.rego`)) ? `${file}.rego` : undefined,
  };
}

async function requireFolder(folder: string): Promise<void> {
  try {
    if (!(await stat(folder)).isDirectory()) throw unreadable('context', `${folder} is a file, not a folder.`);
    await access(folder, constants.R_OK | constants.X_OK);
  } catch (error) {
    if (error instanceof SlipwayError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') throw unreadable('context', `There is no folder ${folder}.`);
    if (code === 'EACCES' || code === 'EPERM') throw unreadable('context', `Slipway may not read ${folder}.`);
    throw unreadable('context', `${folder} cannot be read.`, error);
  }
}

async function findDockerfile(folder: string, dockerfile: string): Promise<string> {
  const name = dockerfile || 'Dockerfile';
  const file = isAbsolute(name) ? name : join(folder, name);
  if (await isFile(file)) return file;
  const lowerCase = join(dirname(file), 'dockerfile');
  if (basename(file) === 'Dockerfile' && (await isFile(lowerCase))) return lowerCase;
  throw unreadable('dockerfile', `There is no ${dockerfile ? basename(file) : 'Dockerfile'} in ${dirname(file)}.`);
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

function unreadable(field: 'context' | 'dockerfile', title: string, cause?: unknown): SlipwayError {
  return new SlipwayError(
    {
      code: 'context-unreadable',
      title,
      remedy: field === 'context' ? 'Choose another folder.' : 'Choose the file that describes the image.',
      field,
      ...(cause instanceof Error ? { detail: cause.message } : {}),
    },
    { cause },
  );
}
