import { createContext, type ReactNode, use, useState } from 'react';

const PortalContext = createContext<HTMLElement | null>(null);

/**
 * Where menus, lists and tooltips are put: inside the open sheet or dialog, so that they are not hidden with what lies
 * under it, else in a landmark of the page, so that screen readers can find them.
 */
export function usePortal(): HTMLElement | null {
  return use(PortalContext);
}

/** Makes an element the place for what pops up inside of `children`. */
export const PortalPlace = PortalContext.Provider;

/** The landmark for what pops up over the page itself; once in the application. */
export function PopUps({ children }: { readonly children: ReactNode }): ReactNode {
  const [place, setPlace] = useState<HTMLElement | null>(null);
  return (
    <PortalPlace value={place}>
      {children}
      <section ref={setPlace} aria-label="Menus and hints" />
    </PortalPlace>
  );
}
