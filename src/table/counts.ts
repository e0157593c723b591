/** What a column of a table can count: any total, or a size of a part. */
import { type Counting, isOfModules, type Totals, totalIn, totalsOver } from '../cost/totals.ts';
import { type Convention, conventions, isConvention } from '../ops/convention.ts';
import { isTotal, type TotalName, totalNames, totals } from '../ops/total.ts';
import { once } from '../remembered.ts';
import { isPart, type Part } from './part.ts';
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

/**
 * Counts a network, whose totals are `whole`, or the layers of it at a path that a column asks for; undefined where there are none, or what is counted is
 * not there, as the savings of modules that are there by half.
 */
export function counter(counting: Counting, whole: Totals, path: readonly string[], part: Part): (name: CountName) => number | undefined {
  const { network } = counting;
  const all = path.length === 0 ? network.layers : layersAt(network, path);
  const layers = part.only === undefined && part.without === undefined ? all : all.filter((layer) => isPart(layer, part));
  const found = once(() => (layers === network.layers ? whole : totalsOver(layers, path.length, counting)));
  const isCut = once(() => {
    const kept = new Set(layers);
    const cut = new Set(all.flatMap((layer) => (kept.has(layer) ? [] : (layer.standIn ?? []))));
    return layers.some(({ standIn }) => standIn !== undefined && cut.has(standIn));
  });
  return (name) => {
    if (layers.length === 0) return undefined;
    if (isSizeName(name)) return sizeOf(name, layers);
    return isOfModules(name) && isCut() ? undefined : totalIn(found(), name);
  };
}
