import { useState } from 'react';

/** What had the focus when the last surface was opened from the page itself. */
let onPage: HTMLElement | undefined;

/**
 * For what lies over the page and has no trigger of its own: gives the focus back at its end to what opened it. That is
 * the button of a menu when an entry did. What was opened by a surface that is gone gives it to what opened that one.
 *
 * @returns Radix's `onCloseAutoFocus`
 */
export function useReturnFocus(): (event: Event) => void {
  // While it is first drawn the focus is still where it was.
  const [opener] = useState(() => {
    const active = openerOf(document.activeElement);
    if (active?.closest('[role="dialog"]') === null) onPage = active;
    return active;
  });
  return (event) => {
    const back = [opener, onPage, document.querySelector<HTMLElement>('main')].find((one) => one?.isConnected === true);
    const over = document.querySelector('[role="dialog"][data-state="open"]');
    if (back === null || back === undefined || (over !== null && !over.contains(back))) return;
    event.preventDefault();
    back.focus();
  };
}

function openerOf(active: Element | null): HTMLElement | undefined {
  if (!(active instanceof HTMLElement)) return undefined;
  const trigger = active.closest('[role="menu"]')?.getAttribute('aria-labelledby');
  if (trigger === null || trigger === undefined) return active;
  return document.getElementById(trigger) ?? active;
}
