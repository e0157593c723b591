/** Rows of an analysis: layers folded together by stage, block or written layer. */
import { ops } from '../ops/index.ts';
import { type Count, countNames, type ParamCount, paramCountNames } from '../ops/measure.ts';
import type { Op } from '../ops/op.ts';
import { type Convention, costOf } from './conventions.ts';
import type { Network, NetworkLayer, Size } from './network.ts';
import { type Saving, savingOf } from './saving.ts';
import { sum } from './totals.ts';

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

export function rowsOf(network: Network, depth: Depth, convention: Convention, batch: number): readonly Row[] {
  if (depth === 'total') return [];
  const groups: { key: string; path: readonly string[]; layers: NetworkLayer[] }[] = [];
  const lengthOf = (layer: NetworkLayer) =>
    depth === 'op' ? layer.path.length : depth === 'layer' ? layer.depth : Math.min(layer.depth, typeof depth === 'number' ? depth : 1);
  for (const layer of network.layers) {
    const path = layer.path.slice(0, lengthOf(layer));
    const key = path.join('/');
    const last = groups.at(-1);
    if (last?.key === key) last.layers.push(layer);
    else groups.push({ key, path, layers: [layer] });
  }
  if (depth !== 'stage') return groups.map(({ path, layers }) => toRow(path, layers, network, convention, batch));

  const stages: { label: string; layers: NetworkLayer[] }[] = [];
  for (const { layers } of groups) {
    const { h, w, flat } = layers.at(-1)?.output ?? network.input;
    const label = flat ? 'flat' : `${h} x ${w}`;
    const last = stages.at(-1);
    if (last?.label === label) last.layers.push(...layers);
    else stages.push({ label, layers: [...layers] });
  }
  return stages.map(({ label, layers }) => ({ ...toRow([], layers, network, convention, batch), layer: label, type: 'stage' }));
}

/** Adds up layers under the names that lead to all of them; counts but parameters are those of the batch. */
export function toRow(path: readonly string[], layers: readonly NetworkLayer[], network: Network, convention: Convention, batch: number): Row {
  const counts = { ...sum(layers) };
  for (const count of countNames) counts[count] *= batch;
  const outputs = layers.map(({ op, output, counts: { macs } }) => {
    const { memory }: Op = ops[op];
    const elements = output.channels * output.h * output.w * batch;
    return { activations: memory === 'view' ? 0 : elements, conv: macs > 0 ? elements : 0 };
  });
  return {
    layer: path.join('/'),
    type: typeOf(path, layers),
    window: windowOf(path, layers, network),
    output: layers.at(-1)?.output ?? network.input,
    params: paramCountNames.reduce((total, name) => total + counts[name], 0),
    params_without_norm: counts.weights + counts.biases,
    ...counts,
    cost: batch * layers.reduce((total, layer) => total + costOf(layer.op, layer.counts, convention), 0),
    activations: outputs.reduce((total, { activations }) => total + activations, 0),
    conv_activations: outputs.reduce((total, { conv }) => total + conv, 0),
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
  if (first === undefined || path.length < first.depth) return '';
  const size = (name: string) => {
    const value = first.layer.values.get(name);
    return value === undefined ? undefined : read(value);
  };
  const [kernelH, kernelW, strideH, strideW, groups] = ['kernel_h', 'kernel_w', 'stride_h', 'stride_w', 'groups'].map(size);
  if (kernelH === undefined) return '';
  const stride = strideH === strideW ? `/${strideH}` : `/${strideH}x${strideW}`;
  return `${kernelH}x${kernelW}${strideH === 1 && strideW === 1 ? '' : ` ${stride}`}${groups === undefined || groups === 1 ? '' : ` g${groups}`}`;
}
