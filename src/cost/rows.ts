/** Rows of an analysis: layers folded together by stage, block or written layer. */
import type { NetworkLayer, Size } from '../graph/network.ts';
import { type Counting, type Totals, totalsOf, totalsOver } from './totals.ts';

/**
 * `total`: one row. `stage`: neighbouring blocks whose outputs have one height and width. `block`: what stands in the spec's own list of layers.
 * `layer`: every layer as written, with its norm and activation. `op`: every op. A number folds below so many names.
 */
export type Depth = 'total' | 'stage' | 'block' | 'layer' | 'op' | number;
export const depths = ['total', 'stage', 'block', 'layer', 'op'] as const;

/** What another tool needs to count a layer. Pairs are [height, width], a padding [top, bottom, left, right]. */
export interface Arguments {
  readonly kernel_size?: readonly number[];
  readonly stride?: readonly number[];
  readonly padding?: readonly number[];
  readonly dilation?: readonly number[];
  readonly groups?: number;
  readonly bias?: boolean;
}

export interface Row extends Totals {
  /** The names that lead to it, joined by slashes; of a stage, its height and width. */
  readonly layer: string;
  /** The op, or the block. */
  readonly type: string;
  /** Window, stride and groups of a single convolution or pooling. */
  readonly window: string;
  /** What it reads: the inputs of its first layer. */
  readonly inputs: readonly Size[];
  readonly output: Size;
  /** The arguments of a single convolution, pooling or linear layer, with its norm and activation. */
  readonly arguments: Arguments | undefined;
  /** The side of the square of input elements that one of its output depends on, where borders cut nothing off; undefined where that is all of the input. */
  readonly receptive_field: number | undefined;
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

/** Adds up layers under the names that lead to all of them. */
export function toRow(path: readonly string[], layers: readonly NetworkLayer[], counting: Counting): Row {
  return toRowWith(totalsOver(layers, path.length, counting), path, layers, counting);
}

/** The row of a whole network. */
export const totalRow = (counting: Counting): Row => toRowWith(totalsOf(counting), [], counting.network.layers, counting);

function toRowWith(totals: Totals, path: readonly string[], layers: readonly NetworkLayer[], { network, fields }: Counting): Row {
  const written = argumentsOf(path, layers);
  const last = layers.at(-1);
  return {
    layer: path.join('/'),
    type: typeOf(path, layers),
    window: written === undefined ? '' : windowOf(written),
    inputs: layers[0]?.inputSizes ?? [network.input],
    output: last?.output ?? network.input,
    receptive_field: last === undefined ? 1 : fields()[last.index],
    arguments: written,
    ...totals,
  };
}

function typeOf(path: readonly string[], layers: readonly NetworkLayer[]): string {
  const [first] = layers;
  if (first === undefined || path.length === 0) return 'network';
  if (path.length >= first.depth) return (layers.length === 1 || path.length === first.depth ? first : layers.at(-1))?.op ?? '';
  return first.layer.chain.find(({ depth }) => depth === path.length)?.name ?? 'group';
}

const sides = { kernel_size: ['kernel_h', 'kernel_w'], stride: ['stride_h', 'stride_w'], dilation: ['dilation_h', 'dilation_w'] } as const;
const padding = ['pad_top', 'pad_bottom', 'pad_left', 'pad_right'];

function argumentsOf(path: readonly string[], [first]: readonly NetworkLayer[]): Arguments | undefined {
  if (first === undefined || path.length < first.depth) return undefined;
  const { values } = first.layer;
  const read = (names: readonly string[]) => names.flatMap((name) => (values.get(name) === undefined ? [] : [first.value(name)]));
  const lists = Object.entries({ ...sides, padding }).map(([name, parts]) => [name, read(parts)] as const);
  const [groups] = read(['groups']);
  const [bias] = read(['bias']);
  const found = {
    ...Object.fromEntries(lists.filter(([, list]) => list.length > 0)),
    ...(groups !== undefined && { groups }),
    ...(bias !== undefined && { bias: bias !== 0 }),
  };
  return Object.keys(found).length === 0 ? undefined : found;
}

/** `3x3`, with `/2` for a stride and `g16` for groups. */
function windowOf({ kernel_size: kernel, stride: [h, w] = [1, 1], groups = 1 }: Arguments): string {
  if (kernel === undefined) return '';
  const step = h === w ? (h === 1 ? '' : ` /${h}`) : ` /${h}x${w}`;
  return `${kernel.join('x')}${step}${groups === 1 ? '' : ` g${groups}`}`;
}
