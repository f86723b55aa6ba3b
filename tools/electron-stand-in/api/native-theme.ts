import { EventEmitter } from 'node:events';

type Source = 'system' | 'light' | 'dark';

/** Electron's `nativeTheme`. The system's own theme is light; what the app sets reaches every page as `prefers-color-scheme`. */
export class NativeTheme extends EventEmitter {
  readonly shouldUseHighContrastColors = false;
  readonly shouldUseInvertedColorScheme = false;
  readonly inForcedColorsMode = false;
  readonly prefersReducedTransparency = false;
  #source: Source = 'system';

  get themeSource(): Source {
    return this.#source;
  }

  set themeSource(source: Source) {
    if (!['system', 'light', 'dark'].includes(source))
      throw new TypeError(`Error processing argument: ${source} is no theme source`);
    if (source === this.#source) return;
    this.#source = source;
    this.emit('updated', {});
  }

  get shouldUseDarkColors(): boolean {
    return this.#source === 'dark';
  }

  /** What a page is to be told; empty: what the system says. Not part of Electron's interface. */
  get media(): { readonly name: string; readonly value: string }[] {
    return [{ name: 'prefers-color-scheme', value: this.#source === 'system' ? '' : this.#source }];
  }
}
