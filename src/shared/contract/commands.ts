/** Something that a menu, a shortcut of the system or a deep link asks the page to do. */
export type AppCommand =
  | { readonly kind: 'show'; readonly page: 'builds' | 'builders' }
  | { readonly kind: 'new-builder' }
  | { readonly kind: 'new-build'; readonly path?: string }
  | { readonly kind: 'open-build'; readonly key: string };
