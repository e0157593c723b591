/** What a layer is in a block that stands for an ordinary layer. */
import type { Read } from '../graph/check.ts';
import { isConvolution, type Layer } from '../graph/graph.ts';
import type { Role } from '../spec/program.ts';

/** What a convolution is: as written there, or else cheap where it has more groups than the ordinary layer would have. Other layers are neither. */
export function partOf(layer: Layer, decide: Read): Role | undefined {
  const { role, standIn, values } = layer;
  if (!isConvolution(layer) || standIn === undefined) return undefined;
  return role ?? (decide(values.get('groups') ?? 1) > decide(standIn.layer.values.get('groups') ?? 1) ? 'cheap' : 'primary');
}
