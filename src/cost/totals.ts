/** Network -> totals: what layers add up to, of the whole network or of a part of it. */
import { problem, SpecError } from '../diagnostic/index.ts';
import type { Read } from '../graph/check.ts';
import type { Network, NetworkLayer, NetworkStandIn } from '../graph/network.ts';
import type { Value } from '../graph/value.ts';
import { measures } from '../ops/measure.ts';
import { isRatio, type Ratio, type RatioName, type SumName, sumNames, sums, type TotalName, totalNames, totals } from '../ops/total.ts';
import { once } from '../remembered.ts';
import { type Basis, defaultBasis, resolvedName, sizeOf } from './basis.ts';
import { type Entry, entriesOf } from './entries.ts';
import { flowOf } from './flow.ts';
import { foldingIn } from './folding.ts';
import { aliveIn } from './memory.ts';
import { partOf } from './part.ts';
import { receptiveFieldsOf } from './receptive.ts';

/** Whether a total is about blocks that stand for ordinary layers. */
export const isOfModules = (name: TotalName): boolean => {
  if (isRatio(name)) return isOfModules((totals[name] as Ratio).over);
  const { how } = sums[name];
  return 'ordinary' in how || ('over' in how && how.over !== undefined);
};
const ofModules = new Set(totalNames.filter(isOfModules));
const followed = sumNames.filter((name) => 'peak' in sums[name].how || 'folded' in sums[name].how);

type SavingSum = 'modules' | 'maps_cut' | `${'ordinary' | 'module' | 'primary' | 'cheap' | 'theory'}_${'macs' | 'weights'}`;
type SavingRatio = Exclude<RatioName, 'intensity'>;

/** What blocks save that stand for an ordinary layer, such as ghost modules: their parts, and theory against what comes out. */
export interface Saving extends Readonly<Record<SavingSum, number>>, Readonly<Record<SavingRatio, number | undefined>> {
  /** What these blocks are called. */
  readonly blocks: readonly string[];
}

/** What layers add up to, by the names of totals. */
export interface Totals extends Readonly<Record<Exclude<SumName, SavingSum>, number>> {
  /** macs for each byte that is moved; undefined where none is. */
  readonly intensity: number | undefined;
  /** What blocks save that stand for ordinary layers, where there are any. */
  readonly saving: Saving | undefined;
}

/**
 * A total by its name; undefined where there is none, as without ghost modules.
 * @throws SpecError for one that is past the numbers that are exact
 */
export function totalIn(found: Totals, name: TotalName): number | undefined {
  const value: number | undefined = (ofModules.has(name) ? found.saving : found)?.[name as keyof Saving & keyof Totals];
  if (value !== undefined && !(value <= Number.MAX_SAFE_INTEGER)) throw new SpecError([problem('check/total', { key: name, values: { [name]: value } })]);
  return value;
}

/**
 * The same, where one has to be there.
 * @throws SpecError also where there is none
 */
export function requireTotal(found: Totals, name: TotalName, network: string): number {
  const value = totalIn(found, name);
  if (value === undefined) throw new SpecError([problem('check/no-total', { name, network })]);
  return value;
}

/** A network, and what its layers are counted by. What is worked out for all layers at once is so when it is first asked for. */
export interface Counting {
  readonly network: Network;
  readonly basis: Basis;
  /** Elements that are alive while each layer runs. */
  readonly alive: () => readonly number[];
  /** What folding batch normalisations adds to the params of each layer. */
  readonly folding: () => readonly number[];
  /** The receptive field of each layer. */
  readonly fields: () => readonly (number | undefined)[];
}

export function countingOf(network: Network, basis: Partial<Basis> = {}): Counting {
  const full = { ...defaultBasis, ...basis };
  const flow = once(() => flowOf(network));
  return {
    network,
    basis: full,
    alive: once(() => aliveIn(flow(), full.memory) as readonly number[]),
    folding: once(() => foldingIn(flow()) as readonly number[]),
    fields: once(() => receptiveFieldsOf(network)),
  };
}

/**
 * The totals of a whole network.
 * @throws SpecError where a batch, the size of a data type or the factors of a convention take a count past the numbers that are exact
 */
export function totalsOf(counting: Counting): Totals {
  const { network, basis } = counting;
  const found = totalsOver(network.layers, 0, counting);
  for (const key of [...measures, 'params', 'cost', 'peak_memory'] as const)
    if (!Number.isSafeInteger(found[key])) throw new SpecError([problem('check/total', { key, values: { [key]: found[key], batch: basis.batch } })]);
  return found;
}

// for all, since making them takes longer than adding up a layer
const [perSample, fixed] = [new Float64Array(sumNames.length), new Float64Array(sumNames.length)];

/** Adds up layers that share the first names of their paths, so many. Blocks that stand for ordinary layers count where they lie below these as a whole. */
export function totalsOver(layers: readonly NetworkLayer[], names: number, { network, basis, alive, folding }: Counting): Totals {
  perSample.fill(0);
  fixed.fill(0);
  const modules = new Set<NetworkStandIn>();
  for (const { layer, standIn: position, read } of layers) {
    const { all, ...parts } = entriesOf(layer.op);
    add(all, layer.measured, read);
    const standIn = position === undefined ? undefined : network.standIns[position];
    if (standIn === undefined || standIn.path.length < names) continue;
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
    if ('ordinary' in how) for (const module of modules) elements += ordinaryOf(module, how, batch);
    values[name] = elements * sizeOf(sum, basis);
  }
  values.cost = values[resolvedName('cost', basis)];
  const found: Record<string, unknown> = {};
  const saving: Record<string, unknown> = { blocks: [...new Set([...modules].map(({ block }) => block))] };
  for (const name of totalNames) {
    const ratio = isRatio(name) ? (totals[name] as Ratio) : undefined;
    const value = ratio === undefined ? values[name as SumName] : values[ratio.under] === 0 ? undefined : values[ratio.over] / values[ratio.under];
    (ofModules.has(name) ? saving : found)[name] = value;
  }
  // what follows tensors through the network is worked out when it is read
  for (const name of followed) {
    const sum = sums[name];
    const elements = 'peak' in sum.how ? () => mostOf(alive(), layers) * batch : () => sumOf(folding(), layers);
    const get = once(() => values[name] + elements() * sizeOf(sum, basis));
    Object.defineProperty(found, name, { get, enumerable: true });
  }
  found.saving = modules.size === 0 ? undefined : saving;
  return found as unknown as Totals;
}

const mostOf = (alive: readonly number[], layers: readonly NetworkLayer[]) => layers.reduce((most, { index }) => Math.max(most, alive[index] as number), 0);
const sumOf = (folding: readonly number[], layers: readonly NetworkLayer[]) => layers.reduce((sum, { index }) => sum + (folding[index] as number), 0);

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
