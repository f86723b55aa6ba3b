import type { ReactNode } from 'react';
import type { Project } from '../../../shared/contract/index.ts';
import { SelectField } from '../../ui/index.ts';

interface DockerfileFieldProps {
  readonly project: Project | undefined;
  /** As chosen; empty for the one that a build finds by itself. */
  readonly value: string;
  readonly onChange: (dockerfile: string) => void;
  readonly error: string | undefined;
}

/** Which file describes the image. */
export function DockerfileField({ project, value, onChange, error }: DockerfileFieldProps): ReactNode {
  const files = project?.dockerfiles ?? [];
  const used = value === '' ? (project?.dockerfile ?? '') : value;
  const all = used === '' || files.includes(used) ? files : [used, ...files];
  return (
    <SelectField
      label="Dockerfile"
      value={used}
      onChange={onChange}
      placeholder={project === undefined ? 'First choose a folder' : 'None found'}
      disabled={all.length === 0}
      options={all.map((file) => ({ value: file, label: within(file, project?.context ?? '') }))}
      error={error}
      hint={
        project?.ignoreFile === undefined
          ? undefined
          : `${within(project.ignoreFile, project.context)} leaves files out.`
      }
    />
  );
}

/** A path as seen from a folder that it lies in. */
function within(path: string, folder: string): string {
  const rest = path.startsWith(folder) ? path.slice(folder.length) : path;
  return rest === path ? path : rest.replace(/^[\\/]/, '');
}
