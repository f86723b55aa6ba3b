import { constants } from 'node:fs';

/** Bits of Go's os.FileMode (golang/go src/io/fs/fs.go), which is what fsutil sends instead of st_mode. */
export const GoMode = {
  dir: 2 ** 31,
  symlink: 2 ** 27,
  device: 2 ** 26,
  namedPipe: 2 ** 25,
  socket: 2 ** 24,
  setuid: 2 ** 23,
  setgid: 2 ** 22,
  charDevice: 2 ** 21,
  sticky: 2 ** 20,
  irregular: 2 ** 19,
} as const;

const TYPE_BITS =
  (GoMode.dir +
    GoMode.symlink +
    GoMode.device +
    GoMode.namedPipe +
    GoMode.socket +
    GoMode.charDevice +
    GoMode.irregular) >>>
  0;

/** A file whose content the daemon may ask for (fsutil send.go, fileCanRequestData). */
export function isRegular(goMode: number): boolean {
  return (goMode & TYPE_BITS) >>> 0 === 0;
}

/**
 * From `st_mode`. A socket becomes a regular file, since a layer cannot hold one (fsutil stat.go). On Windows, which has no such
 * bits, everything is readable and executable.
 */
export function goModeOf(mode: number, platform: NodeJS.Platform = process.platform): number {
  const permissions = mode & 0o777;
  return (
    (typeBits(mode) + (platform === 'win32' ? (permissions | 0o111) & 0o755 : permissions) + specialBits(mode)) >>> 0
  );
}

function typeBits(mode: number): number {
  switch (mode & constants.S_IFMT) {
    case constants.S_IFDIR:
      return GoMode.dir;
    case constants.S_IFLNK:
      return GoMode.symlink;
    case S_IFBLK:
      return GoMode.device;
    case constants.S_IFCHR:
      return GoMode.device + GoMode.charDevice;
    case S_IFIFO:
      return GoMode.namedPipe;
    default:
      return 0;
  }
}

function specialBits(mode: number): number {
  return (
    (mode & 0o4000 ? GoMode.setuid : 0) + (mode & 0o2000 ? GoMode.setgid : 0) + (mode & 0o1000 ? GoMode.sticky : 0)
  );
}

/** Absent from `constants` on Windows. */
const S_IFBLK = 0o060000;
const S_IFIFO = 0o010000;
