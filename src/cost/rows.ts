/** Rows of an analysis: layers folded together by stage, block or written layer. */
import { problem, SpecError } from '../diagnostic.ts';
import type { Read } from '../graph/check.ts';
import type { Network, NetworkLayer, NetworkStandIn, Size } from '../graph/network.ts';
import type { Value } from '../graph/value.ts';
import { isRatio, type Ratio, type RatioName, type SumName, sumNames, sums, type TotalName, totalNames, totals } from '../ops/total.ts';
import { type Basis, defaultBasis, resolvedName, sizeOf } from './basis.ts';
import { type Entry, entriesOf } from './entries.ts';
import { flowOf } from './flow.ts';
import { foldingIn } from './folding.ts';
import { aliveIn } from './memory.ts';
import { partOf } from './part.ts';
import { receptiveFieldsOf } from './receptive.ts';

/**
 * `total`: one row. `stage`: neighbouring blocks whose outputs have one height and width. `block`: what stands in the spec's own list of layers.
 * `layer`: every layer as written, with its norm and activation. `op`: every op. A number folds below so many names.
 */
export type Depth = 'total' | 'stage' | 'block' | 'layer' | 'op' | number;
export const depths = ['total', 'stage', 'block', 'layer', 'op'] as const;

const isOfModules = (name: TotalName): boolean => {
  if (isRatio(name)) return isOfModules((totals[name] as Ratio).over);
  const { how } = sums[name];
  return 'ordinary' in how || ('over' in how && how.over !== undefined);
};
const ofModules = new Set(totalNames.filter(isOfModules));

type SavingSum = 'modules' | 'maps_cut' | `${'ordinary' | 'module' | 'primary' | 'cheap' | 'theory'}_${'macs' | 'weights'}`;
type SavingRatio = Exclude<RatioName, 'intensity'>;

/** What blocks save that stand for an ordinary layer, such as ghost modules: their parts, and theory against what comes out. */
export interface Saving extends Readonly<Record<SavingSum, number>>, Readonly<Record<SavingRatio, number | undefined>> {
  /** What these blocks are called. */
  readonly blocks: readonly string[];
}

/** What another tool needs to count a layer. Pairs are [height, width], a padding [top, bottom, left, right]. */
export interface Arguments {
  readonly kernel_size?: readonly number[];
  readonly stride?: readonly number[];
  readonly padding?: readonly number[];
  readonly dilation?: readonly number[];
  readonly groups?: number;
  readonly bias?: boolean;
}

export interface Row extends Readonly<Record<Exclude<SumName, SavingSum>, number>> {
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
  /** macs for each byte that is moved; undefined where none is. */
  readonly intensity: number | undefined;
  /** What blocks save that stand for ordinary layers, when the row has any. */
  readonly saving: Saving | undefined;
}

/**
 * A total of a row, by its name; undefined where it has none, as without ghost modules.
 * @throws SpecError for one that is past the numbers that are exact
 */
export function totalIn(row: Row, name: TotalName): number | undefined {
  const value: number | undefined = (ofModules.has(name) ? row.saving : row)?.[name as keyof Saving & keyof Row];
  if (value !== undefined && !(value <= Number.MAX_SAFE_INTEGER)) throw new SpecError([problem('check/total', { key: name, values: { [name]: value } })]);
  return value;
}

/**
 * The same, where one has to be there.
 * @throws SpecError also where there is none
 */
export function requireTotal(row: Row, name: TotalName, network: string): number {
  const value = totalIn(row, name);
  if (value === undefined) throw new SpecError([problem('check/no-total', { name, network })]);
  return value;
}

/** A network, and what its rows are counted by. */
export interface Counting {
  readonly network: Network;
  readonly basis: Basis;
  /** Elements that are alive while each layer runs, and what folding batch normalisations adds to its params. */
  readonly alive: readonly number[];
  readonly folding: readonly number[];
  readonly fields: readonly (number | undefined)[];
}

export function countingOf(network: Network, basis: Partial<Basis> = {}): Counting {
  const full = { ...defaultBasis, ...basis };
  const flow = flowOf(network);
  return {
    network,
    basis: full,
    alive: aliveIn(flow, full.memory) as readonly number[],
    folding: foldingIn(flow) as readonly number[],
    fields: receptiveFieldsOf(network),
  };
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

// for all rows, since making them takes longer than adding up a layer
const [perSample, fixed] = [new Float64Array(sumNames.length), new Float64Array(sumNames.length)];

/** Adds up layers under the names that lead to all of them. Blocks that stand for ordinary layers count where they lie in the row as a whole. */
export function toRow(path: readonly string[], layers: readonly NetworkLayer[], { network, basis, alive, folding, fields }: Counting): Row {
  perSample.fill(0);
  fixed.fill(0);
  const modules = new Set<NetworkStandIn>();
  let peak = 0;
  let folded = 0;
  for (const { index, layer, standIn: position, read } of layers) {
    const { all, ...parts } = entriesOf(layer.op);
    add(all, layer.measured, read);
    peak = Math.max(peak, alive[index] as number);
    folded += folding[index] as number;
    const standIn = position === undefined ? undefined : network.standIns[position];
    if (standIn === undefined || standIn.path.length < path.length) continue;
    modules.add(standIn);
    add(parts.modules, layer.measured, read);
    const part = partOf(layer, read);
    if (part !== undefined) add(parts[part], layer.measured, read);
  }
  const { batch } = basis;
  const values = {} as Record<SumName, number>;
  for (const [index, name] of sumNames.entries()) {
    const sum = sums[name];
    const { how } = sum;
    let elements = (perSample[index] as number) * batch + (fixed[index] as number);
    if ('peak' in how) elements = peak * batch;
    else if ('folded' in how) elements += folded;
    else if ('ordinary' in how) for (const module of modules) elements += ordinaryOf(module, how, batch);
    values[name] = elements * sizeOf(sum, basis);
  }
  values.cost = values[resolvedName('cost', basis)];
  const written = argumentsOf(path, layers);
  const last = layers.at(-1);
  const row: Record<string, unknown> = {
    layer: path.join('/'),
    type: typeOf(path, layers),
    window: written === undefined ? '' : windowOf(written),
    inputs: layers[0]?.inputSizes ?? [network.input],
    output: last?.output ?? network.input,
    receptive_field: last === undefined ? 1 : fields[last.index],
    arguments: written,
  };
  const saving: Record<string, unknown> = { blocks: [...new Set([...modules].map(({ block }) => block))] };
  for (const name of totalNames) {
    const ratio = isRatio(name) ? (totals[name] as Ratio) : undefined;
    const value = ratio === undefined ? values[name as SumName] : values[ratio.under] === 0 ? undefined : values[ratio.over] / values[ratio.under];
    (ofModules.has(name) ? saving : row)[name] = value;
  }
  return { ...row, saving: modules.size === 0 ? undefined : saving } as unknown as Row;
}

function add(entries: readonly Entry[], measured: readonly Value[], read: Read): void {
  for (const { index, count, factor, perSample: isOfSample } of entries) {
    const totals = isOfSample ? perSample : fixed;
    totals[index] = (totals[index] as number) + factor * read(measured[count] as Value);
  }
}

function ordinaryOf({ macs, weights, theory }: NetworkStandIn, { ordinary, by }: { ordinary: 'macs' | 'weights' | 'modules'; by?: 'theory' }, batch: number) {
  const count = { macs: macs * batch, weights, modules: 1 }[ordinary];
  return by === undefined ? count : count / theory;
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
