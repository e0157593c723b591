/** Which layers of a graph are part of a network, and what each reads. */
import type { Read } from './check.ts';
import type { Graph, Layer, StandIn, Tensor } from './graph.ts';

export interface Arrangement {
  /** The layers that are there, in their order, each with the positions of those that it reads; -1 is the network's input. */
  readonly layers: readonly { readonly layer: Layer; readonly inputs: readonly number[] }[];
  /** The positions of the layers whose results the network gives. */
  readonly outputs: readonly number[];
  /** The blocks that stand for ordinary layers and are there. */
  readonly standIns: readonly StandIn[];
}

/** Arranges a graph; `decide` tells what the conditions come to that layers and branches have. */
export function arrange(graph: Graph, decide: Read): Arrangement {
  const positions = new Int32Array(graph.layers.length);
  const positionOf = ({ origin }: Tensor): number => {
    if (origin.kind === 'input') return -1;
    if (origin.kind === 'layer') return positions[origin.layer.index] as number;
    return positionOf(decide(origin.when) === 0 ? origin.otherwise : origin.then);
  };
  const layers: Arrangement['layers'][number][] = [];
  for (const layer of graph.layers) {
    if (layer.when !== 1 && decide(layer.when) === 0) continue;
    positions[layer.index] = layers.length;
    layers.push({ layer, inputs: layer.inputs.map(positionOf) });
  }
  return {
    layers,
    outputs: graph.outputs.map(({ tensor }) => positionOf(tensor)),
    standIns: graph.standIns.filter(({ when }) => decide(when) !== 0),
  };
}
