import { median, summarise } from './interval.ts';
import type { Measure, MeasureResult, Pair } from './measure.ts';

/** The row of a measure: the median of the pairs' ratios with its interval, or where there is no peer, of our own figures. */
export function resultOf({ name, unit }: Pick<Measure, 'name' | 'unit'>, pairs: readonly Pair[]): MeasureResult {
  const ours = pairs.map((pair) => pair.ours);
  const peers = pairs.flatMap(({ peer }) => (peer === null ? [] : [peer]));
  const common = { measure: name, ours: median(ours), unit, pairs: pairs.length };
  if (peers.length === 0) {
    const { low, high } = summarise(ours);
    return { ...common, peer: null, ratio: null, low, high };
  }
  if (peers.length < pairs.length) throw new Error(`Some rounds of ${name} have no peer.`);
  const { median: ratio, low, high } = summarise(pairs.map((pair, index) => pair.ours / (peers[index] ?? Number.NaN)));
  return { ...common, peer: median(peers), ratio, low, high };
}

/** The row as a line for the terminal. */
export function sentenceOf({ measure, ours, peer, unit, ratio, low, high, pairs }: MeasureResult): string {
  const figure = (value: number) => `${value.toFixed(unit === 's' ? 3 : 1)} ${unit}`;
  if (peer === null || ratio === null) {
    return `${measure}: Slipway ${figure(ours)} (${figure(low)} to ${figure(high)}, ${pairs} rounds)`;
  }
  const interval = `${low.toFixed(2)} to ${high.toFixed(2)}`;
  return `${measure}: Slipway ${figure(ours)}, buildx ${figure(peer)}, ratio ${ratio.toFixed(2)} (${interval}, ${pairs} pairs)`;
}
