import { posix } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { SlipwayError } from '../../shared/contract/index.ts';

const ROOT = 'buildkit';

/**
 * The tar that goes to `/etc` of a new container, as buildx makes it (docker/buildx driver/docker-container/tar.go):
 * sorted, folders 0755, files 0644, owner 0, no times; empty without files.
 *
 * @throws SlipwayError `invalid-input` for a path that leaves the folder, or is a file and a folder at once
 */
export async function configTar(files: Readonly<Record<string, Uint8Array>>): Promise<Buffer> {
  const names = Object.keys(files).sort();
  const folders = new Set<string>();
  for (const name of names) {
    checkPath(name);
    for (let folder = posix.dirname(`${ROOT}/${name}`); folder !== '.'; folder = posix.dirname(folder)) {
      folders.add(folder);
    }
  }
  for (const name of names) {
    if (folders.has(`${ROOT}/${name}`)) throw invalid(name, 'It is a file and a folder at once.');
  }
  const tar = pack();
  const mtime = new Date(0);
  for (const folder of [...folders].sort()) {
    tar.entry({ name: `${folder}/`, type: 'directory', mode: 0o755, mtime });
  }
  for (const name of names) {
    tar.entry({ name: `${ROOT}/${name}`, mode: 0o644, mtime }, Buffer.from(files[name] ?? []));
  }
  tar.finalize();
  return buffer(tar);
}

function checkPath(name: string): void {
  const parts = name.split('/');
  if (/[\\\0]/.test(name) || parts.some((part) => part === '' || part === '.' || part === '..')) {
    throw invalid(name, 'It must lie below the folder, with / between the parts.');
  }
}

function invalid(path: string, meaning: string): SlipwayError {
  return new SlipwayError({
    code: 'invalid-input',
    title: 'A configuration file of this builder has a path that cannot be used.',
    meaning,
    detail: path,
  });
}
