export type { LimitGround } from './geometry.ts';
export { type LimitNote, LimitSlider, type LimitSliderProps } from './limit-slider.tsx';
export { CPU_SCALE, type LimitScale, MEMORY_SCALE } from './scales.ts';
