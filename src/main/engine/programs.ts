import { access, constants } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import { type DockerEnvironment, variable } from './environment.ts';

/** The folders of PATH. */
function pathFolders(environment: DockerEnvironment): readonly string[] {
  const { delimiter } = environment.platform === 'win32' ? win32 : posix;
  const path = variable(environment, 'PATH') ?? variable(environment, 'Path') ?? '';
  return path.split(delimiter).filter((folder) => folder !== '');
}

/** Whether one of the programs is in PATH or in one of the further folders. On Windows the `.exe` is added. */
export async function hasProgram(
  names: readonly string[],
  environment: DockerEnvironment,
  furtherFolders: readonly string[] = [],
): Promise<boolean> {
  const windows = environment.platform === 'win32';
  const { join } = windows ? win32 : posix;
  const files = names.map((name) => (windows ? `${name}.exe` : name));
  const paths = [...pathFolders(environment), ...furtherFolders].flatMap((folder) =>
    files.map((file) => join(folder, file)),
  );
  const found = await Promise.all(paths.map(isExecutable));
  return found.includes(true);
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
