/**
 * What folding batch normalisations changes: a normalisation that alone reads a convolution or linear layer is put into its weights, and the
 * layer then has a bias for each output channel. Layers that share weights, or whose result the network gives, are left as they are.
 */

import { isConvolution } from '../graph/graph.ts';
import type { Value } from '../graph/value.ts';
import type { Flow } from './flow.ts';

/** What folding adds to the learned numbers of each layer: biases of a convolution less those it has, and those of a normalisation taken off. */
export function foldingIn({ layers, outputs, apply, read }: Flow): readonly Value[] {
  const readers = new Int32Array(layers.length);
  for (const { inputs } of layers) for (const tensor of inputs) if (tensor >= 0) readers[tensor] = (readers[tensor] as number) + 1;
  for (const tensor of outputs) if (tensor >= 0) readers[tensor] = (readers[tensor] as number) + 1;
  const shared = new Set(layers.flatMap(({ layer }) => (layer.sharedWith === undefined ? [] : [layer, layer.sharedWith])));
  const changes = new Array<Value>(layers.length).fill(0);
  for (const [index, { layer, inputs }] of layers.entries()) {
    const before = inputs[0] as number;
    const convolution = layers[before]?.layer;
    if (layer.values.get('norm_state') === undefined || convolution === undefined || readers[before] !== 1) continue;
    if (!isConvolution(convolution) || shared.has(layer) || shared.has(convolution)) continue;
    const value = (of: typeof layer, name: string) => read(of.values.get(name) ?? 0);
    changes[before] = apply('-', value(convolution, 'out_channels'), value(convolution, 'biases'));
    changes[index] = apply('-', 0, value(layer, 'norm_params'));
  }
  return changes;
}
