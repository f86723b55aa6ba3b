import type { BuildOutput } from '../../../shared/actions/index.ts';

/** The boxes of "What should come out?" with what stands in the field of each. */
export type OutputFields = {
  load: boolean;
  push: boolean;
  files: boolean;
  filesAs: 'folder' | 'tar';
  filesPath: string;
  archive: boolean;
  archiveAs: 'docker-archive' | 'oci-archive';
  archivePath: string;
};

export const FIRST_OUTPUTS: OutputFields = {
  load: false,
  push: false,
  files: false,
  filesAs: 'folder',
  filesPath: '',
  archive: false,
  archiveAs: 'docker-archive',
  archivePath: '',
};

/** The boxes that stand for these outputs; of two alike the last is kept, since there is one box for each. */
export function outputFieldsOf(outputs: readonly BuildOutput[]): OutputFields {
  let fields = FIRST_OUTPUTS;
  for (const output of outputs) {
    switch (output.kind) {
      case 'load':
      case 'push':
        fields = { ...fields, [output.kind]: true };
        break;
      case 'folder':
      case 'tar':
        fields = { ...fields, files: true, filesAs: output.kind, filesPath: output.path };
        break;
      case 'docker-archive':
      case 'oci-archive':
        fields = { ...fields, archive: true, archiveAs: output.kind, archivePath: output.path };
    }
  }
  return fields;
}

/** What comes out; a box whose field is still empty is told as missing, and is no output yet. */
export function outputsOf(fields: OutputFields): readonly BuildOutput[] {
  const filesPath = fields.filesPath.trim();
  const archivePath = fields.archivePath.trim();
  return [
    ...(fields.load ? [{ kind: 'load' } as const] : []),
    ...(fields.push ? [{ kind: 'push' } as const] : []),
    ...(fields.files && filesPath !== '' ? [{ kind: fields.filesAs, path: filesPath }] : []),
    ...(fields.archive && archivePath !== '' ? [{ kind: fields.archiveAs, path: archivePath }] : []),
  ];
}

/** True where an image comes out, which a name is given to. */
export function wantsName({ load, push, archive }: OutputFields): boolean {
  return load || push || archive;
}

/** True where no box is on: the build only fills the cache. */
export function nothingComesOut(fields: OutputFields): boolean {
  return !wantsName(fields) && !fields.files;
}
