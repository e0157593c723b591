/** What can be asked of a network, by one name everywhere: columns, budgets, tables, sweeps and searches. It is data; a new total is one entry. */
import { type Convention, type ConventionName, conventions, type Factors } from './convention.ts';
import { type Measure, measureDocs, measures } from './measure.ts';

/** What a sum is taken over: all layers, those of blocks that stand for an ordinary layer, or the primary or cheap convolutions of these. */
export type Part = 'all' | 'modules' | 'primary' | 'cheap';

/** How a total is added up. */
type How =
  /** Counts of layers, each times its factor. */
  | { readonly sum: Factors; readonly over?: Part }
  /** Counts of the ordinary layers that blocks stand for, each divided by the saving that theory promises where that is asked for. */
  | { readonly ordinary: 'macs' | 'weights' | 'modules'; readonly by?: 'theory' }
  /** The most elements that are alive while a layer runs. */
  | { readonly peak: true }
  /** A sum of learned numbers, once batch normalisations are folded into the layers that they follow. */
  | { readonly sum: Factors; readonly over?: Part; readonly folded: true }
  /** The total by the counting convention that is asked for. */
  | { readonly convention: true };

interface Described {
  readonly doc: string;
  /** Where the rules of another tool were read. */
  readonly source?: string;
}

/** A total that is counted; those in bytes are counted in elements. */
export interface Sum extends Described {
  readonly unit: 'count' | 'bytes';
  readonly how: How;
}

/** One total over another; there is none where the other is 0. */
export interface Ratio extends Described {
  readonly unit: 'ratio';
  readonly over: SumName;
  readonly under: SumName;
}

const count = (doc: string, how: How): Sum => ({ unit: 'count', doc, how });
const bytes = (doc: string, how: How): Sum => ({ unit: 'bytes', doc, how });
const ratio = (doc: string, over: SumName, under: SumName): Ratio => ({ unit: 'ratio', doc, over, under });

const learned: Factors = { weights: 1, biases: 1, norm_params: 1 };

const composed = {
  params: count('weights, biases, scale and shift of normalisations', { sum: learned }),
  params_without_norm: count('weights and biases', { sum: { weights: 1, biases: 1 } }),
  params_folded: count('params once each batch normalisation is folded into the convolution before it, which then has biases', { sum: learned, folded: true }),
  keras_params: count('params + norm_state, the total that Keras prints', { sum: { ...learned, norm_state: 1 } }),
  cost: count('total by the counting convention', { convention: true }),
  peak_memory: bytes('the most activations alive while one layer runs', { peak: true }),
  weight_bytes: bytes('params as they are stored', { sum: learned }),
  bytes_read: bytes('inputs and learned numbers that layers read, each once a layer; views read nothing', { sum: { read_elements: 1, read_params: 1 } }),
  bytes_written: bytes('outputs that layers write; views write nothing', { sum: { activations: 1 } }),
  bytes_moved: bytes('bytes_read + bytes_written, which torchstat calls MemR+W', { sum: { read_elements: 1, read_params: 1, activations: 1 } }),
  modules: count('blocks that stand for ordinary layers', { ordinary: 'modules' }),
  ordinary_macs: count('MACs of the ordinary layers that blocks stand for', { ordinary: 'macs' }),
  ordinary_weights: count('weights of the ordinary layers that blocks stand for', { ordinary: 'weights' }),
  module_macs: count('MACs of the blocks that stand for ordinary layers', { sum: { macs: 1 }, over: 'modules' }),
  module_weights: count('weights of the blocks that stand for ordinary layers', { sum: { weights: 1 }, over: 'modules' }),
  primary_macs: count('MACs of primary convolutions', { sum: { macs: 1 }, over: 'primary' }),
  primary_weights: count('weights of primary convolutions', { sum: { weights: 1 }, over: 'primary' }),
  cheap_macs: count('MACs of cheap convolutions', { sum: { macs: 1 }, over: 'cheap' }),
  cheap_weights: count('weights of cheap convolutions', { sum: { weights: 1 }, over: 'cheap' }),
  theory_macs: count('ordinary_macs, of each block divided by the saving that theory promises', { ordinary: 'macs', by: 'theory' }),
  theory_weights: count('ordinary_weights, of each block divided by the saving that theory promises', { ordinary: 'weights', by: 'theory' }),
  maps_cut: count('maps that blocks make and then cut away', { sum: { sliced_maps: 1 }, over: 'modules' }),
};

const ratios = {
  intensity: ratio('macs for each byte of bytes_moved', 'macs', 'bytes_moved'),
  speedup: ratio('MACs of the ordinary layers over those of the blocks', 'ordinary_macs', 'module_macs'),
  theory_speedup: ratio('speed-up that theory promises', 'ordinary_macs', 'theory_macs'),
  compression: ratio('weights of the ordinary layers over those of the blocks', 'ordinary_weights', 'module_weights'),
  theory_compression: ratio('compression that theory promises', 'ordinary_weights', 'theory_weights'),
};

export type SumName = keyof typeof composed | Measure | ConventionName;
export type RatioName = keyof typeof ratios;
export type TotalName = SumName | RatioName;

const measured = Object.fromEntries(measures.map((measure) => [measure, count(measureDocs[measure], { sum: { [measure]: 1 } })])) as Record<Measure, Sum>;

const byConvention = Object.fromEntries(
  Object.entries<Convention>(conventions).map(([name, { doc, source, factors }]) => [
    name,
    { ...count(doc, { sum: factors }), ...(source !== undefined && { source }) },
  ]),
) as Record<ConventionName, Sum>;

export const sums: Readonly<Record<SumName, Sum>> = { ...composed, ...measured, ...byConvention };
export const totals: Readonly<Record<TotalName, Sum | Ratio>> = { ...sums, ...ratios };

export const sumNames = Object.keys(sums) as readonly SumName[];
export const totalNames = Object.keys(totals) as readonly TotalName[];

export const isTotal = (name: string): name is TotalName => Object.hasOwn(totals, name);
export const isRatio = (name: TotalName): name is RatioName => Object.hasOwn(ratios, name);
