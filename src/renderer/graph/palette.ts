const ROLES = [
  'canvas',
  'panel',
  'line-2',
  'line-3',
  'text',
  'text-2',
  'text-3',
  'sea',
  'kelp',
  'steel',
  'fail',
  'sea-soft',
  'fail-soft',
] as const;

export type Palette = Readonly<Record<(typeof ROLES)[number], string>>;

let probe: HTMLSpanElement | undefined;

/** The roles' colours as they are now, for a canvas, which knows no custom properties. */
export function readPalette(near: Element): Palette {
  probe ??= document.createElement('span');
  near.parentElement?.append(probe);
  const colours = ROLES.map((role) => {
    if (probe === undefined) return [role, ''];
    probe.style.color = `var(--${role})`;
    return [role, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(colours) as Palette;
}
