import type { WebPreferences } from './page.ts';

/** The options of a BrowserWindow that mean something here; all others are accepted and kept. */
export interface WindowOptions {
  readonly width?: number;
  readonly height?: number;
  readonly minWidth?: number;
  readonly minHeight?: number;
  readonly show?: boolean;
  readonly title?: string;
  readonly backgroundColor?: string;
  readonly resizable?: boolean;
  readonly parent?: object;
  readonly webPreferences?: Partial<WebPreferences>;
}

/** Electron's defaults: a sandboxed page in a world of its own. */
export function completePreferences(given: Partial<WebPreferences> = {}, sandboxAll: boolean): WebPreferences {
  const nodeIntegration = given.nodeIntegration ?? false;
  return {
    ...given,
    nodeIntegration,
    sandbox: sandboxAll || (given.sandbox ?? !nodeIntegration),
    contextIsolation: given.contextIsolation ?? true,
  };
}

/** `#rgb`, `#rrggbb` or Electron's `#aarrggbb`, as Chromium takes it; undefined for anything else. */
export function parseColor(text: string): { r: number; g: number; b: number; a: number } | undefined {
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})$/i.exec(text)?.[1];
  if (digits === undefined) return undefined;
  const full = digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits;
  const bytes = (full.length === 8 ? full : `ff${full}`).match(/../g)?.map((pair) => Number.parseInt(pair, 16)) ?? [];
  const [a = 255, r = 0, g = 0, b = 0] = bytes;
  return { r, g, b, a: a / 255 };
}
