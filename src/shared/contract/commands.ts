/** Something that a menu, a shortcut of the system or a deep link asks the page to do. */
export type AppCommand =
  | { readonly kind: 'show'; readonly page: 'builds' | 'builders' }
  | { readonly kind: 'new-builder' }
  | { readonly kind: 'new-build'; readonly path?: string }
  | { readonly kind: 'open-build'; readonly key: string }
  /** Somebody wishes to quit, which would cancel these; answered by `app.answer-quit`. */
  | { readonly kind: 'confirm-quit'; readonly builds: readonly QuitBuild[] };

/** A build that the end of the app would cancel. */
export interface QuitBuild {
  readonly key: string;
  readonly name: string;
  readonly builder: string;
}
