/**
 * The parts of a path that the other side sent, below the folder that is written to.
 *
 * @throws Error for whatever could lead out of it, or mean another file on this system than it says
 */
export function safeParts(path: string, platform: NodeJS.Platform = process.platform): readonly string[] {
  const parts = path.split('/');
  for (const part of parts) {
    if (part === '' || part === '.' || part === '..' || part.includes('\0')) throw outside(path);
    // A backslash parts folders on Windows, a colon names a drive or a stream, and a dot or blank at the end is dropped.
    if (platform === 'win32' && (/[\\:]/.test(part) || /[. ]$/.test(part) || RESERVED.test(part))) throw outside(path);
  }
  return parts;
}

const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

function outside(path: string): Error {
  return new Error(`The builder sent a path that cannot be written below the folder: ${JSON.stringify(path)}`);
}
