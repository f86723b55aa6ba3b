import type { ParsedOptions } from './parse.ts';
import { writeSize } from './size.ts';
import { DEFAULT_CPU_PERIOD } from './table.ts';

/** A gigabyte of memory as Docker reads it. */
export const GIGABYTE = 1024 ** 3;

/** Least that a slider offers: BuildKit works with it, the Engine would take less. */
export const LEAST_MEMORY = GIGABYTE / 4;
export const LEAST_CPUS = 0.25;

/** Memory up to which the steps are fine, and the two step widths, in bytes. */
const FINE_MEMORY = 4 * GIGABYTE;
const FINE_CPUS = 4;

/** The nearest value that a memory slider can stand on: quarters of a gigabyte below 4, then halves. Bytes. */
export function snapMemory(bytes: number): number {
  return GIGABYTE * snap(bytes / GIGABYTE, FINE_MEMORY / GIGABYTE);
}

/** `steps` steps up (or down, when negative) from a value that need not be on a step. Never below the least. Bytes. */
export function stepMemory(bytes: number, steps: number): number {
  return Math.max(LEAST_MEMORY, GIGABYTE * step(bytes / GIGABYTE, steps, FINE_MEMORY / GIGABYTE));
}

/** The nearest value that a CPU slider can stand on: quarters of a core below 4, then halves. */
export function snapCpus(cpus: number): number {
  return snap(cpus, FINE_CPUS);
}

export function stepCpus(cpus: number, steps: number): number {
  return Math.max(LEAST_CPUS, step(cpus, steps, FINE_CPUS));
}

/** The memory option of a slider value: `4g`, `1280m`. */
export function memoryOption(bytes: number): string {
  return writeSize(Math.round(bytes));
}

/** The two options that together mean a number of cores' worth of work; buildx has no option for a CPU count. */
export function cpuOptions(cpus: number): { readonly 'cpu-quota': string; readonly 'cpu-period': string } {
  return { 'cpu-quota': String(Math.round(cpus * DEFAULT_CPU_PERIOD)), 'cpu-period': String(DEFAULT_CPU_PERIOD) };
}

/** Cores' worth of work that options allow; undefined without a limit. */
export function cpusOf(options: Pick<ParsedOptions, 'cpuQuota' | 'cpuPeriod'>): number | undefined {
  return options.cpuQuota > 0 ? options.cpuQuota / (options.cpuPeriod || DEFAULT_CPU_PERIOD) : undefined;
}

/** Memory limit of options in bytes; undefined without one. */
export function memoryOf(options: Pick<ParsedOptions, 'memory'>): number | undefined {
  return options.memory > 0 ? options.memory : undefined;
}

/** Swap alone in bytes, as the Engine will give it: undefined without a limit, 0 for none. */
export function swapOf(options: Pick<ParsedOptions, 'memory' | 'memorySwap'>): number | undefined {
  if (options.memory <= 0 || options.memorySwap < 0) return undefined;
  return options.memorySwap === 0 ? options.memory : Math.max(0, options.memorySwap - options.memory);
}

function widthAt(value: number, fineBelow: number): number {
  return value < fineBelow ? 0.25 : 0.5;
}

function snap(value: number, fineBelow: number): number {
  const width = widthAt(value, fineBelow);
  return Math.max(0.25, Math.round(value / width) * width);
}

function step(value: number, steps: number, fineBelow: number): number {
  let here = value;
  for (let left = Math.abs(steps); left > 0; left -= 1) {
    // Going down from exactly the boundary is a fine step; a value between two steps goes to the next one.
    const width = steps > 0 ? widthAt(here, fineBelow) : widthAt(here - 1e-9, fineBelow);
    here = steps > 0 ? (Math.floor(here / width + 1e-9) + 1) * width : (Math.ceil(here / width - 1e-9) - 1) * width;
    here = Math.max(0, here);
  }
  return here;
}
