/** What a column of a table can count: the parameters, any count of the ops, activations, the total by a counting convention, or a size. */

import { type Convention, conventionNames, conventions, factorsIn } from '../cost/conventions.ts';
import { type Row, toRow } from '../cost/rows.ts';
import type { Network } from '../graph/network.ts';
import { counts, paramCounts } from '../ops/measure.ts';
import { isSizeName, layersAt, type SizeName, sizeNames, sizeOf, sizes } from './sizes.ts';

const ofRows = {
  params: 'weights, biases, scale and shift of normalisations',
  params_without_norm: 'weights and biases',
  ...paramCounts,
  ...counts,
  activations: 'elements of the outputs of all layers',
  conv_activations: 'elements of the outputs of convolutions and linear layers',
} as const satisfies Partial<Record<keyof Row, string>>;

export type CountName = keyof typeof ofRows | keyof typeof conventions | SizeName;
export const countable: readonly CountName[] = [...new Set([...(Object.keys(ofRows) as (keyof typeof ofRows)[]), ...conventionNames, ...sizeNames])];
export const isCountName = (name: string): name is CountName => countable.some((known) => known === name);

/** A count, and what it is of. */
export interface Counted {
  readonly name: CountName;
  readonly doc: string;
  /** The counting convention, of a total by one. */
  readonly convention: Convention | undefined;
}

/** The words of a convention go before those of the op's count that it is named like. */
export function toCounted(name: CountName): Counted {
  if (isSizeName(name)) return { name, doc: sizes[name], convention: undefined };
  if (!(name in conventions)) return { name, doc: ofRows[name as keyof typeof ofRows], convention: undefined };
  const convention: Convention = conventions[name as keyof typeof conventions];
  const { doc, source } = convention;
  return { name, doc: source === undefined ? doc : `${doc} (${source})`, convention };
}

/** What sources mean without saying so, tried where the plain count does not give what they print. */
const usualOthers: Partial<Readonly<Record<CountName, readonly CountName[]>>> = {
  params: ['params_without_norm', 'weights'],
  macs: ['macs-gap'],
};

export const usualOthersOf = ({ name }: Counted): readonly Counted[] => (usualOthers[name] ?? []).map(toCounted);

/** The row of a whole network, its cost by the factors of a convention. */
export const totalOf = (network: Network, factorsOf: ReturnType<typeof factorsIn>): Row => toRow([], network.layers, { network, factorsOf, batch: 1 });

/** Counts a network, or a part of it; undefined where the part is not there. */
export function counter(network: Network, path: readonly string[] = []): (name: CountName) => number | undefined {
  const layers = path.length === 0 ? network.layers : layersAt(network, path);
  const rowOf = (name: keyof typeof conventions) => toRow(path, layers, { network, factorsOf: factorsIn(conventions[name]), batch: 1 });
  const row = rowOf('macs');
  return (name) => {
    if (layers.length === 0) return undefined;
    if (isSizeName(name)) return sizeOf(name, layers);
    return name in ofRows ? row[name as keyof typeof ofRows] : rowOf(name as keyof typeof conventions).cost;
  };
}
