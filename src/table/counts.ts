/** What a column of a table can count: any total, or a size of a part. */
import { type Counting, type Totals, totalIn, totalsOver } from '../cost/totals.ts';
import { type Convention, conventions, isConvention } from '../ops/convention.ts';
import { isTotal, type TotalName, totalNames, totals } from '../ops/total.ts';
import { once } from '../remembered.ts';
import { isSizeName, layersAt, type SizeName, sizeNames, sizeOf, sizes } from './sizes.ts';

export type CountName = TotalName | SizeName;
export const countable: readonly CountName[] = [...totalNames, ...sizeNames];
export const isCountName = (name: string): name is CountName => isTotal(name) || isSizeName(name);

/** A count, and what it is of. */
export interface Counted {
  readonly name: CountName;
  readonly doc: string;
  /** The counting convention, of a total by one. */
  readonly convention: Convention | undefined;
}

export function toCounted(name: CountName): Counted {
  if (isSizeName(name)) return { name, doc: sizes[name], convention: undefined };
  const { doc, source } = totals[name];
  return { name, doc: source === undefined ? doc : `${doc} (${source})`, convention: isConvention(name) ? conventions[name] : undefined };
}

/** What sources mean without saying so, tried where the plain count does not give what they print. */
const usualOthers: Partial<Readonly<Record<CountName, readonly CountName[]>>> = {
  params: ['params_without_norm', 'weights'],
  macs: ['macs-gap'],
};

export const usualOthersOf = ({ name }: Counted): readonly Counted[] => (usualOthers[name] ?? []).map(toCounted);

/** Counts a network, whose totals are `whole`, or the part of it at a path; undefined where the part, or what is counted of it, is not there. */
export function counter(counting: Counting, whole: Totals, path: readonly string[]): (name: CountName) => number | undefined {
  const { network } = counting;
  const layers = path.length === 0 ? network.layers : layersAt(network, path);
  const found = once(() => (path.length === 0 ? whole : totalsOver(layers, path.length, counting)));
  return (name) => {
    if (layers.length === 0) return undefined;
    return isSizeName(name) ? sizeOf(name, layers) : totalIn(found(), name);
  };
}
