/** Sums over the layers of a network. */
import { type Problem, problem } from '../diagnostic.ts';
import { type Measure, measures } from '../ops/measure.ts';
import { rangeOf } from '../spec/document.ts';
import { chainRanges, slipOf } from './check.ts';
import { formulasOf } from './formulas.ts';
import { measureOf } from './graph.ts';
import type { Counts, NetworkLayer, Size } from './network.ts';

/** Adds what a layer counts for to `totals`, an array in the order of all measures. */
export function addTo(totals: Float64Array, { layer, read }: Pick<NetworkLayer, 'layer' | 'read'>): void {
  const { slots } = formulasOf(layer.op);
  for (let index = 0; index < slots.length; index++) {
    const slot = slots[index] as number;
    totals[slot] = (totals[slot] as number) + read(layer.measured[index] as number);
  }
}

/** What a layer counts for, each count times the factor in its place. */
export function weighted({ layer, read }: Pick<NetworkLayer, 'layer' | 'read'>, factors: Float64Array): number {
  const { slots } = formulasOf(layer.op);
  let cost = 0;
  for (let index = 0; index < slots.length; index++) {
    const factor = factors[slots[index] as number] as number;
    if (factor !== 0) cost += factor * read(layer.measured[index] as number);
  }
  return cost;
}

const none = Object.fromEntries(measures.map((measure) => [measure, 0])) as Record<Measure, number>;

/** Counts by name, from an array in the order of all measures. */
export function toCounts(totals: Float64Array): Record<Measure, number> {
  const counts = { ...none };
  for (let slot = 0; slot < measures.length; slot++) {
    const total = totals[slot] as number;
    if (total !== 0) counts[measures[slot] as Measure] = total;
  }
  return counts;
}

/** Adds up the counts of layers. */
export function sum(layers: readonly Pick<NetworkLayer, 'layer' | 'read'>[]): Counts {
  const totals = new Float64Array(measures.length);
  for (const layer of layers) addTo(totals, layer);
  return toCounts(totals);
}

const elementsOf = ({ channels, h, w }: Size) => channels * h * w;

/** What is wrong when a count, or the sum of one, leaves the numbers that are exact. None is negative, so that the sums tell. */
export function exceeding(layers: readonly NetworkLayer[]): Problem | undefined {
  const totals = sum(layers);
  const beyond = measures.find((measure) => !Number.isSafeInteger(totals[measure]));
  if (beyond === undefined && Number.isSafeInteger(layers.reduce((total, { output }) => total + elementsOf(output), 0))) return undefined;
  for (const { counts, path, layer, output, read } of layers) {
    const { values } = layer;
    const key = Number.isSafeInteger(elementsOf(output)) ? measures.find((measure) => !Number.isSafeInteger(counts[measure])) : 'out_elements';
    const slip = key === undefined ? undefined : slipOf((key === 'out_elements' ? values.get(key) : measureOf(layer, key)) ?? 0, read);
    if (key === undefined || slip === undefined) continue;
    const args = { layer: path.join('/'), key, ...slip, values: { out_channels: output.channels, out_h: output.h, out_w: output.w } };
    return problem('check/exact', args, { range: rangeOf(layer.place), path: layer.place.path, chain: chainRanges(layer.chain) });
  }
  const key = beyond ?? 'activations';
  return problem('check/total', { key, values: beyond === undefined ? {} : { [key]: totals[beyond] } });
}
