/** Sums over the layers of a network. */
import { type Problem, problem } from '../diagnostic.ts';
import { countNames, type Measure, paramCountNames } from '../ops/measure.ts';
import { rangeOf } from '../spec/document.ts';
import { chainRanges } from './check.ts';
import type { Counts, NetworkLayer } from './network.ts';

export const measures: readonly Measure[] = [...paramCountNames, ...countNames];

/** Adds up the counts of layers. */
export function sum(layers: readonly Pick<NetworkLayer, 'counts'>[]): Counts {
  const totals = Object.fromEntries(measures.map((measure) => [measure, 0])) as Record<Measure, number>;
  for (const { counts } of layers) for (const measure of measures) totals[measure] += counts[measure];
  return totals;
}

/** What is wrong when a count, or the sum of one, leaves the numbers that are exact. */
export function exceeding(layers: readonly NetworkLayer[]): Problem | undefined {
  for (const { counts, path, layer, output } of layers) {
    const elements = output.channels * output.h * output.w;
    const key = Number.isSafeInteger(elements) ? measures.find((measure) => !Number.isSafeInteger(counts[measure])) : 'out_elements';
    if (key === undefined) continue;
    const value = key === 'out_elements' ? elements : counts[key];
    const args = { layer: path.join('/'), key, values: { [key]: value, out_channels: output.channels, out_h: output.h, out_w: output.w } };
    return problem('check/exact', args, { range: rangeOf(layer.place), path: layer.place.path, chain: chainRanges(layer.chain) });
  }
  const totals = sum(layers);
  const key = measures.find((measure) => !Number.isSafeInteger(totals[measure]));
  return key === undefined ? undefined : problem('check/total', { key, values: { [key]: totals[key] } });
}
