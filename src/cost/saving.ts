/** What blocks save that stand for an ordinary layer, such as ghost modules: their parts, and theory against what comes out. */
import type { Network, NetworkLayer, NetworkStandIn } from './network.ts';

export interface Saving {
  /** How many blocks stand for ordinary layers. */
  readonly modules: number;
  /** MACs and weights of the ordinary layers, of the blocks, and of the blocks' primary and cheap convolutions. */
  readonly ordinary_macs: number;
  readonly ordinary_weights: number;
  readonly module_macs: number;
  readonly module_weights: number;
  readonly primary_macs: number;
  readonly primary_weights: number;
  readonly cheap_macs: number;
  readonly cheap_weights: number;
  /** ordinary_macs / module_macs and ordinary_weights / module_weights. */
  readonly speedup: number;
  readonly compression: number;
  /** What theory promises: the modules' own ratios, each weighted by what its ordinary layer costs. */
  readonly theory_speedup: number;
  readonly theory_compression: number;
  /** Maps that are made and then cut away. */
  readonly maps_cut: number;
}

/** The saving of the blocks that lie wholly in a row at `depth` names; undefined when there are none. */
export function savingOf(depth: number, layers: readonly NetworkLayer[], { standIns }: Network, batch: number): Saving | undefined {
  const inside = layers.filter(({ standIn }) => standIn !== undefined && (standIns[standIn]?.path.length ?? 0) >= depth);
  if (inside.length === 0) return undefined;
  const modules = [...new Set(inside.map(({ standIn }) => standIn as number))].flatMap((index) => standIns[index] ?? []);
  const part = (name: string) => inside.filter(({ path, standIn }) => path[standIns[standIn as number]?.path.length ?? 0] === name);
  const macs = (some: readonly Pick<NetworkLayer, 'counts'>[]) => batch * some.reduce((total, { counts }) => total + counts.macs, 0);
  const weights = (some: readonly Pick<NetworkLayer, 'counts'>[]) => some.reduce((total, { counts }) => total + counts.weights, 0);
  const cut = inside.filter(({ op }) => op === 'slice').reduce((total, { inputSizes, output }) => total + (inputSizes[0]?.channels ?? 0) - output.channels, 0);
  const ratio = (of: (module: NetworkStandIn) => number) => {
    const whole = modules.reduce((total, module) => total + of(module), 0);
    return whole / modules.reduce((total, module) => total + of(module) / module.theory, 0);
  };
  const [ordinary, own] = [
    { macs: macs(modules), weights: weights(modules) },
    { macs: macs(inside), weights: weights(inside) },
  ];
  return {
    modules: modules.length,
    ordinary_macs: ordinary.macs,
    ordinary_weights: ordinary.weights,
    module_macs: own.macs,
    module_weights: own.weights,
    primary_macs: macs(part('primary')),
    primary_weights: weights(part('primary')),
    cheap_macs: macs(part('cheap')),
    cheap_weights: weights(part('cheap')),
    speedup: ordinary.macs / own.macs,
    compression: ordinary.weights / own.weights,
    theory_speedup: ratio(({ counts }) => counts.macs),
    theory_compression: ratio(({ counts }) => counts.weights),
    maps_cut: cut,
  };
}
