/** True on macOS, where ⌘ takes Ctrl's place. */
export const isMac = typeof navigator !== 'undefined' && /Mac/.test(navigator.userAgent);
/** True on Windows, where the confirming button stands left of Cancel. */
export const isWindows = typeof navigator !== 'undefined' && /Windows/.test(navigator.userAgent);

/** A combination as this computer writes it: `Ctrl N` becomes `⌘ N` on macOS. */
export function keysHere(keys: string): string {
  return isMac ? keys.replace('Ctrl', '⌘').replace('Shift', '⇧').replace('Alt', '⌥') : keys;
}
