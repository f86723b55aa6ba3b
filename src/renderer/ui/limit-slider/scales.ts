import {
  GIGABYTE,
  LEAST_CPUS,
  LEAST_MEMORY,
  snapCpus,
  snapMemory,
  stepCpus,
  stepMemory,
} from '../../../shared/options/index.ts';

/** How a limit is counted, stepped, written and spoken. Values are bytes for memory, cores' worth of work for CPU. */
export interface LimitScale {
  /** Beside a number: `GB`, `1 core`, `2 cores`. */
  readonly unit: { readonly one: string; readonly many: string };
  /** Value of one unit. */
  readonly one: number;
  readonly spoken: { readonly one: string; readonly many: string };
  /** Least that is offered. */
  readonly least: number;
  readonly snap: (value: number) => number;
  readonly step: (value: number, steps: number) => number;
}

export const MEMORY_SCALE: LimitScale = {
  unit: { one: 'GB', many: 'GB' },
  one: GIGABYTE,
  spoken: { one: 'gigabyte', many: 'gigabytes' },
  least: LEAST_MEMORY,
  snap: snapMemory,
  step: stepMemory,
};

export const CPU_SCALE: LimitScale = {
  unit: { one: 'core', many: 'cores' },
  one: 1,
  spoken: { one: 'core', many: 'cores' },
  least: LEAST_CPUS,
  snap: snapCpus,
  step: stepCpus,
};

/** A value in units, at most two decimals: `12`, `1.25`. */
export function inUnits(value: number, scale: LimitScale): string {
  return String(Math.round((value / scale.one) * 100) / 100);
}

/** The same with its unit: `12 GB`, `1 core`. */
export function withUnit(value: number, scale: LimitScale): string {
  const amount = inUnits(value, scale);
  return `${amount} ${amount === '1' ? scale.unit.one : scale.unit.many}`;
}

/** What a person typed into the number box; undefined where it is no positive number. A comma is read as a point. */
export function readUnits(text: string, scale: LimitScale): number | undefined {
  const match = /^\s*(\d+(?:[.,]\d*)?|[.,]\d+)\s*(?:gb|g|gib|cores?)?\s*$/i.exec(text);
  const number = Number(match?.[1]?.replace(',', '.'));
  return Number.isFinite(number) && number > 0 ? number * scale.one : undefined;
}
