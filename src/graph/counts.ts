/** What layers count for at a point, and the sums of that. */
import { type Measure, measures } from '../ops/measure.ts';
import type { Read } from './check.ts';
import type { Layer } from './graph.ts';

export type Counts = Readonly<Record<Measure, number>>;

/** A layer of a graph, and how its values are read at a point. */
export interface Counted {
  readonly layer: Layer;
  readonly read: Read;
}

/** Adds what a layer counts for to `totals`, an array in the order of all measures. */
function addTo(totals: Float64Array, { layer, read }: Counted): void {
  const { slots } = layer.formulas;
  for (let index = 0; index < slots.length; index++) {
    const slot = slots[index] as number;
    totals[slot] = (totals[slot] as number) + read(layer.measured[index] as number);
  }
}

const none = Object.fromEntries(measures.map((measure) => [measure, 0])) as Record<Measure, number>;

/** Counts by name, from an array in the order of all measures. */
function toCounts(totals: Float64Array): Record<Measure, number> {
  const counts = { ...none };
  for (let slot = 0; slot < measures.length; slot++) {
    const total = totals[slot] as number;
    if (total !== 0) counts[measures[slot] as Measure] = total;
  }
  return counts;
}

/** Adds up the counts of layers. */
export function sum(layers: readonly Counted[]): Counts {
  const totals = new Float64Array(measures.length);
  for (const layer of layers) addTo(totals, layer);
  return toCounts(totals);
}
