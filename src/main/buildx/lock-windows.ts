import koffi from 'koffi';

const GENERIC_READ = 0x80000000;
const SHARE_ALL = 0x1 | 0x2 | 0x4;
const OPEN_ALWAYS = 4;
const FILE_ATTRIBUTE_NORMAL = 0x80;
const LOCKFILE_FAIL_IMMEDIATELY = 1;
const LOCKFILE_EXCLUSIVE_LOCK = 2;
const ERROR_LOCK_VIOLATION = 33;
const ERROR_IO_PENDING = 997;
const INVALID_HANDLE = 0xffffffffffffffffn;

interface Kernel32 {
  readonly open: (...values: unknown[]) => bigint;
  readonly lock: (...values: unknown[]) => number;
  readonly close: (handle: bigint) => number;
  readonly lastError: () => number;
}
let kernel32: Kernel32 | undefined;

function load(): Kernel32 {
  if (kernel32 !== undefined) return kernel32;
  const library = koffi.load('kernel32.dll');
  kernel32 = {
    open: library.func(
      'uintptr_t __stdcall CreateFileW(const char16_t *name, uint32_t access, uint32_t share, void *security, uint32_t disposition, uint32_t flags, void *template)',
    ) as Kernel32['open'],
    lock: library.func(
      'int __stdcall LockFileEx(uintptr_t file, uint32_t flags, uint32_t reserved, uint32_t low, uint32_t high, _Inout_ uint8_t *overlapped)',
    ) as Kernel32['lock'],
    close: library.func('int __stdcall CloseHandle(uintptr_t handle)') as Kernel32['close'],
    lastError: library.func('uint32_t __stdcall GetLastError()') as Kernel32['lastError'],
  };
  return kernel32;
}

/**
 * LockFileEx on one byte at offset 0, exclusive, not waiting, as gofrs/flock does. The file is opened by CreateFileW,
 * since Node gives no Windows handle of its own files. Written from the documentation, not yet run on Windows.
 */
export function tryLockWindows(path: string): (() => void) | undefined {
  const { open, lock, close, lastError } = load();
  const handle = BigInt(open(path, GENERIC_READ, SHARE_ALL, null, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, null));
  if (handle === INVALID_HANDLE) {
    const error = lastError();
    const code = error === 2 || error === 3 ? 'ENOENT' : 'EIO';
    throw Object.assign(new Error(`The lock file cannot be opened (Windows error ${error}).`), { code });
  }
  // OVERLAPPED: 32 bytes, the offset 0.
  if (lock(handle, LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, Buffer.alloc(32)) !== 0) {
    return () => void close(handle);
  }
  const error = lastError();
  close(handle);
  if (error === ERROR_LOCK_VIOLATION || error === ERROR_IO_PENDING) return undefined;
  throw new Error(`LockFileEx failed (Windows error ${error}).`);
}
