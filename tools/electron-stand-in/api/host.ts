import type { EventEmitter } from 'node:events';
import type { Browser } from '../chromium/browser.ts';
import type { IpcMain } from './ipc-main.ts';
import type { NativeTheme } from './native-theme.ts';
import type { SessionModule } from './session.ts';
import type { UrlMap } from './url-map.ts';

/** What the parts of the interface share. */
export interface Host {
  readonly app: EventEmitter & { isSandboxEnabled(): boolean; getVersion(): string };
  readonly urls: UrlMap;
  readonly ipcMain: IpcMain;
  readonly nativeTheme: NativeTheme;
  readonly session: SessionModule;
  /** The running Chromium. Throws with the subject's name before `ready`. */
  browser(subject: string): Browser;
}
