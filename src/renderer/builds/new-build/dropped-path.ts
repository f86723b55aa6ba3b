/** A Dockerfile that is dropped stands for the folder that it lies in. */
export function folderOf(path: string): string {
  const parts = /^(.*)[\\/]([^\\/]+)$/.exec(path);
  const [, folder = '', name = ''] = parts ?? [];
  return /^dockerfile(\..+)?$|\.dockerfile$/i.test(name) ? folder || '/' : path;
}
