/** What blocks save that stand for an ordinary layer, such as ghost modules: their parts, and theory against what comes out. */

import { isConvolution } from '../graph/graph.ts';
import type { Network, NetworkLayer, NetworkStandIn } from '../graph/network.ts';
import type { Role } from '../spec/program.ts';

export interface Saving {
  /** How many blocks stand for ordinary layers, and what these blocks are called. */
  readonly modules: number;
  readonly blocks: readonly string[];
  /** MACs and weights of the ordinary layers, of the blocks, and of the blocks' primary and cheap convolutions. */
  readonly ordinary_macs: number;
  readonly ordinary_weights: number;
  readonly module_macs: number;
  readonly module_weights: number;
  readonly primary_macs: number;
  readonly primary_weights: number;
  readonly cheap_macs: number;
  readonly cheap_weights: number;
  /** ordinary_macs / module_macs and ordinary_weights / module_weights; undefined where there are none, as of weights that are counted elsewhere. */
  readonly speedup: number | undefined;
  readonly compression: number | undefined;
  /** What theory promises: the modules' own ratios, each weighted by what its ordinary layer costs. */
  readonly theory_speedup: number | undefined;
  readonly theory_compression: number | undefined;
  /** Maps that are made and then cut away. */
  readonly maps_cut: number;
}

/** What a convolution is in its block: as written there, or else cheap where it has more groups than the ordinary layer would have. */
const roleOf = ({ layer, read }: NetworkLayer, { groups }: NetworkStandIn): Role =>
  layer.role ?? (read(layer.values.get('groups') ?? 1) > groups ? 'cheap' : 'primary');

const ratio = (one: number, other: number) => (other === 0 ? undefined : one / other);

/** The saving of the blocks that lie wholly in a row at `depth` names; undefined when there are none. */
export function savingOf(depth: number, layers: readonly NetworkLayer[], { standIns }: Network, batch: number): Saving | undefined {
  if (standIns.length === 0) return undefined;
  const modules = new Set<NetworkStandIn>();
  const all = { macs: 0, weights: 0 };
  const primary = { macs: 0, weights: 0 };
  const cheap = { macs: 0, weights: 0 };
  let cut = 0;
  for (const layer of layers) {
    const standIn = layer.standIn === undefined ? undefined : standIns[layer.standIn];
    if (standIn === undefined || standIn.path.length < depth) continue;
    modules.add(standIn);
    const macs = layer.count('macs') * batch;
    const weights = layer.count('weights');
    for (const part of isConvolution(layer) ? [all, roleOf(layer, standIn) === 'cheap' ? cheap : primary] : [all]) {
      part.macs += macs;
      part.weights += weights;
    }
    if (layer.formulas.op.memory === 'view') cut += Math.max(0, (layer.inputSizes[0]?.channels ?? 0) - layer.output.channels);
  }
  if (modules.size === 0) return undefined;

  const ordinary = { macs: 0, weights: 0 };
  const promised = { macs: 0, weights: 0 };
  for (const { macs, weights, theory } of modules) {
    ordinary.macs += macs * batch;
    ordinary.weights += weights;
    promised.macs += (macs * batch) / theory;
    promised.weights += weights / theory;
  }
  return {
    modules: modules.size,
    blocks: [...new Set([...modules].map(({ block }) => block))],
    ordinary_macs: ordinary.macs,
    ordinary_weights: ordinary.weights,
    module_macs: all.macs,
    module_weights: all.weights,
    primary_macs: primary.macs,
    primary_weights: primary.weights,
    cheap_macs: cheap.macs,
    cheap_weights: cheap.weights,
    speedup: ratio(ordinary.macs, all.macs),
    compression: ratio(ordinary.weights, all.weights),
    theory_speedup: ratio(ordinary.macs, promised.macs),
    theory_compression: ratio(ordinary.weights, promised.weights),
    maps_cut: cut,
  };
}
