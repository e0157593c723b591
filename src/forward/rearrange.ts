/** What a rearrangement does, axis by axis. */
import { argumentOf } from '../graph/graph.ts';
import type { NetworkLayer } from '../graph/network.ts';
import { isWord } from '../graph/scope.ts';
import { type Axes, parsePattern } from '../ops/rearrange.ts';

/** The axes of channels, height and width of what a rearrangement reads and makes, and how many elements an axis has. */
export function rearrangementOf(layer: NetworkLayer): { readonly from: Axes; readonly to: Axes; readonly sizeOf: (axis: string) => number } {
  const pattern = argumentOf(layer.layer, 'pattern')?.value;
  const parsed = pattern !== undefined && isWord(pattern) ? parsePattern(pattern.word) : undefined;
  if (typeof parsed !== 'object') throw new TypeError(`${layer.path.join('/')} has no pattern`);
  return { ...parsed, sizeOf: (axis) => layer.value(axis) };
}
