import type { LimitScale } from './scales.ts';

/** The machine that a limit is set on; all in the scale's values. */
export interface LimitGround {
  /** The end of the scale: the machine's whole size. */
  readonly machine: number;
  /** What the Engine can have of it; the rest cannot be had. */
  readonly available: number;
  /** Kept for the Engine or host; may be entered, with a note. */
  readonly reserved: number;
  /** Sum of the limits of other builders. */
  readonly others: number;
}

export interface Zone {
  readonly kind: 'others' | 'reserved' | 'impossible';
  readonly from: number;
  readonly to: number;
}

/** Others' limits lie down from the reserve to the left; then the reserve; then what cannot be had. Empty ones are left out. */
export function zonesOf({ machine, available, reserved, others }: LimitGround): readonly Zone[] {
  const free = Math.max(0, available - reserved);
  const zones: readonly Zone[] = [
    { kind: 'others', from: Math.max(0, free - others), to: free },
    { kind: 'reserved', from: free, to: available },
    { kind: 'impossible', from: available, to: machine },
  ];
  return zones.filter(({ from, to }) => to > from);
}

/** The most that overlaps with nobody: where End goes. At least the least. */
export function largestFree(ground: LimitGround, scale: LimitScale): number {
  const withOthers = ground.available - ground.reserved - ground.others;
  const alone = ground.available - ground.reserved;
  const free = withOthers >= scale.least ? withOthers : alone;
  return held(scale.step(free + scale.one * 1e-6, -1), ground, scale, free);
}

function held(candidate: number, ground: LimitGround, scale: LimitScale, free: number): number {
  const snapped = scale.snap(free);
  return clampLimit(snapped <= free ? snapped : candidate, ground, scale);
}

/** Between the least and what the Engine can have. */
export function clampLimit(value: number, ground: LimitGround, scale: LimitScale): number {
  return Math.min(Math.max(value, scale.least), Math.max(scale.least, ground.available));
}

export interface Tick {
  readonly value: number;
  readonly major: boolean;
}

/** Draught marks: majors at a round distance, with room for their numbers; minors between them. */
export function ticksOf(machine: number, scale: LimitScale, width: number): readonly Tick[] {
  const units = machine / scale.one;
  const room = Math.max(2, Math.floor(width / 70));
  const major = [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024].find((step) => units / step <= room) ?? units;
  const minor = [major / 4, major / 2].find((step) => step >= 0.25 && (width * step) / units >= 8) ?? major;
  const ticks: Tick[] = [];
  for (let index = 0; index * minor <= units + 1e-9; index += 1) {
    const unit = index * minor;
    ticks.push({ value: unit * scale.one, major: Math.abs(unit / major - Math.round(unit / major)) < 1e-9 });
  }
  return ticks;
}

/** The value under the pointer: on a step, or on a major tick within 4 px; `free` gives hundredths. */
export function valueAt(
  share: number,
  facts: { readonly ground: LimitGround; readonly scale: LimitScale; readonly width: number; readonly free: boolean },
): number {
  const { ground, scale, width, free } = facts;
  const raw = Math.min(1, Math.max(0, share)) * ground.machine;
  if (free) return clampLimit((Math.round((raw / scale.one) * 100) / 100) * scale.one, ground, scale);
  const near = ticksOf(ground.machine, scale, width).find(
    ({ value, major }) => major && (Math.abs(value - raw) / ground.machine) * width <= 4,
  );
  return clampLimit(near?.value ?? scale.snap(raw), ground, scale);
}

/** Where a key takes the value; undefined for keys that are not the slider's. */
export function valueAfterKey(
  key: string,
  shift: boolean,
  value: number,
  facts: { readonly ground: LimitGround; readonly scale: LimitScale; readonly page: number },
): number | undefined {
  const { ground, scale, page } = facts;
  const steps = shift ? 4 : 1;
  const to = (next: number) => clampLimit(next, ground, scale);
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return to(scale.step(value, steps));
    case 'ArrowLeft':
    case 'ArrowDown':
      return to(scale.step(value, -steps));
    case 'PageUp':
      return to(value + page);
    case 'PageDown':
      return to(value - page);
    case 'Home':
      return scale.least;
    case 'End':
      return largestFree(ground, scale);
    default:
      return undefined;
  }
}

export interface PlacedLabel {
  readonly id: string;
  /** Left edge in px. */
  readonly left: number;
  readonly width: number;
}

/** Labels in order of importance; one that would touch a more important one is left out. */
export function withoutCollisions<Label extends PlacedLabel>(labels: readonly Label[], gap: number): readonly Label[] {
  const kept: Label[] = [];
  for (const label of labels) {
    const clash = kept.some(
      (other) => label.left < other.left + other.width + gap && other.left < label.left + label.width + gap,
    );
    if (!clash) kept.push(label);
  }
  return kept;
}
