/** Rows of an analysis: layers folded together by stage, block or written layer. */

import { addTo, toCounts, weighted } from '../graph/counts.ts';
import { isConvolution } from '../graph/graph.ts';
import type { Network, NetworkLayer, Size } from '../graph/network.ts';
import type { OpName } from '../ops/index.ts';
import { type Count, countNames, measures, type ParamCount } from '../ops/measure.ts';
import { type Saving, savingOf } from './saving.ts';

/**
 * `total`: one row. `stage`: neighbouring blocks whose outputs have one height and width. `block`: what stands in the spec's own list of layers.
 * `layer`: every layer as written, with its norm and activation. `op`: every op. A number folds below so many names.
 */
export type Depth = 'total' | 'stage' | 'block' | 'layer' | 'op' | number;
export const depths = ['total', 'stage', 'block', 'layer', 'op'] as const;

export interface Row extends Readonly<Record<ParamCount | Count, number>> {
  /** The names that lead to it, joined by slashes; of a stage, its height and width. */
  readonly layer: string;
  /** The op, or the block. */
  readonly type: string;
  /** Window, stride and groups of a single convolution or pooling. */
  readonly window: string;
  readonly output: Size;
  /** weights + biases + norm_params. */
  readonly params: number;
  /** weights + biases. */
  readonly params_without_norm: number;
  /** The total by the analysis' counting convention. */
  readonly cost: number;
  /** Elements of the layers' outputs; views of another tensor (`flatten`, `slice`, `dropout`) have none. */
  readonly activations: number;
  /** Elements of the outputs of convolutions and linear layers, the "activations" of RegNet (arXiv:2003.13678). */
  readonly conv_activations: number;
  /** What blocks save that stand for ordinary layers, when the row has any. */
  readonly saving: Saving | undefined;
}

/** What rows are counted by. */
export interface Counting {
  readonly network: Network;
  readonly factorsOf: (op: OpName) => Float64Array;
  readonly batch: number;
}

export const rowsOf = (depth: Depth, counting: Counting): readonly Row[] => groupsOf(depth, counting).map(({ row }) => row);

/** Rows, each with the layers that it adds up. */
export function groupsOf(depth: Depth, counting: Counting): readonly { readonly row: Row; readonly layers: readonly NetworkLayer[] }[] {
  if (depth === 'total') return [];
  const { layers, input } = counting.network;
  const lengthOf = (layer: NetworkLayer) =>
    depth === 'op' ? layer.path.length : depth === 'layer' ? layer.depth : Math.min(layer.depth, typeof depth === 'number' ? depth : 1);
  const groups: { path: readonly string[]; layers: NetworkLayer[] }[] = [];
  for (const layer of layers) {
    const length = lengthOf(layer);
    const last = groups.at(-1);
    if (last?.path.length === length && last.path.every((part, index) => layer.path[index] === part)) last.layers.push(layer);
    else groups.push({ path: layer.path.slice(0, length), layers: [layer] });
  }
  if (depth !== 'stage') return groups.map((group) => ({ row: toRow(group.path, group.layers, counting), layers: group.layers }));

  const stages: { label: string; layers: NetworkLayer[] }[] = [];
  for (const group of groups) {
    const { h, w, flat } = group.layers.at(-1)?.output ?? input;
    const label = flat ? 'flat' : `${h} x ${w}`;
    const last = stages.at(-1);
    if (last?.label === label) last.layers.push(...group.layers);
    else stages.push({ label, layers: [...group.layers] });
  }
  return stages.map((stage) => ({ row: { ...toRow([], stage.layers, counting), layer: stage.label, type: 'stage' }, layers: stage.layers }));
}

// one array for all rows, since making one takes longer than adding up a layer
const totals = new Float64Array(measures.length);

/** Adds up layers under the names that lead to all of them; counts but parameters are those of the batch. */
export function toRow(path: readonly string[], layers: readonly NetworkLayer[], { network, factorsOf, batch }: Counting): Row {
  totals.fill(0);
  let cost = 0;
  let activations = 0;
  let convActivations = 0;
  for (const layer of layers) {
    const { op, output } = layer;
    addTo(totals, layer);
    cost += weighted(layer, factorsOf(op));
    const elements = output.channels * output.h * output.w * batch;
    if (layer.formulas.op.memory !== 'view') activations += elements;
    if (isConvolution(layer)) convActivations += elements;
  }
  const counts = toCounts(totals);
  if (batch !== 1) for (const count of countNames) counts[count] *= batch;
  return {
    layer: path.join('/'),
    type: typeOf(path, layers),
    window: windowOf(path, layers, network),
    output: layers.at(-1)?.output ?? network.input,
    params: counts.weights + counts.biases + counts.norm_params,
    params_without_norm: counts.weights + counts.biases,
    ...counts,
    cost: cost * batch,
    activations,
    conv_activations: convActivations,
    saving: savingOf(path.length, layers, network, batch),
  };
}

function typeOf(path: readonly string[], layers: readonly NetworkLayer[]): string {
  const [first] = layers;
  if (first === undefined || path.length === 0) return 'network';
  if (path.length >= first.depth) return (layers.length === 1 || path.length === first.depth ? first : layers.at(-1))?.op ?? '';
  return first.layer.chain.find(({ depth }) => depth === path.length)?.name ?? 'group';
}

/** `3x3`, with `/2` for a stride and `g16` for groups, of a row that is one layer. */
function windowOf(path: readonly string[], [first]: readonly NetworkLayer[], { read }: Network): string {
  // a shift has a kernel_size too, of offsets, which is no window
  if (first === undefined || path.length < first.depth || first.layer.values.get('kernel_h') === undefined) return '';
  const size = (name: string) => {
    const value = first.layer.values.get(name);
    return value === undefined ? undefined : read(value);
  };
  const [kernelH, kernelW, strideH, strideW, groups] = ['kernel_h', 'kernel_w', 'stride_h', 'stride_w', 'groups'].map(size);
  const stride = strideH === strideW ? `/${strideH}` : `/${strideH}x${strideW}`;
  return `${kernelH}x${kernelW}${strideH === 1 && strideW === 1 ? '' : ` ${stride}`}${groups === undefined || groups === 1 ? '' : ` g${groups}`}`;
}
