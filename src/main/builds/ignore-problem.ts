import { readFile, stat } from 'node:fs/promises';
import type { Failure } from '../../shared/contract/index.ts';
import { checkIgnoreFile } from '../buildkit/index.ts';
import type { ProjectFiles } from './project-files.ts';

/** More than BuildKit takes of one (moby/buildkit frontend/dockerui/readfile.go): not worth reading to the end. */
const LARGEST_READ = 16 * 1024 * 1024;

/**
 * What stands against the ignore file of a project, so that it is said before the build: an ignore file that cannot be read would be sent as
 * an empty one, and everything with it. At the field `dockerfile`, where the file is named. Undefined if nothing does, or there is none.
 */
export async function ignoreProblem({ ignoreFile }: Pick<ProjectFiles, 'ignoreFile'>): Promise<Failure | undefined> {
  if (ignoreFile === undefined) return undefined;
  try {
    const { size } = await stat(ignoreFile);
    // What is said of a file that is too large needs no more than its size.
    const problem = checkIgnoreFile(
      size > LARGEST_READ ? '#'.padEnd(LARGEST_READ + 1) : await readFile(ignoreFile, 'utf8'),
    );
    return problem && { ...problem, field: 'dockerfile', meaning: `${ignoreFile}: ${problem.meaning}` };
  } catch (error) {
    return {
      code: 'context-unreadable',
      title: 'The ignore file cannot be read.',
      meaning: `Without ${ignoreFile} all of the folder would be sent.`,
      remedy: 'Make it readable, or remove it.',
      field: 'dockerfile',
      detail: error instanceof Error ? error.message : String(error),
    };
  }
}
