/** Moves the focus to the next (1) or previous (-1) of the elements marked `data-area`, first to last and round again. */
export function focusNextArea(direction: 1 | -1): void {
  const areas = [...document.querySelectorAll<HTMLElement>('[data-area]')].filter((area) => area.offsetParent !== null);
  if (areas.length === 0) return;
  const here = areas.findLastIndex((area) => area.contains(document.activeElement));
  const next = areas[(here + direction + areas.length) % areas.length];
  if (next === undefined) return;
  const first = next.querySelector<HTMLElement>('button, a[href], input, [tabindex="0"]');
  (first ?? next).focus();
}
