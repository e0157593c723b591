/** The numbers that layers compute with: their names and shapes as PyTorch has them, drawn at random from a seed. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Network, NetworkLayer } from '../graph/network.ts';
import type { OpName, ops } from '../ops/index.ts';
import { valuesOf } from './window.ts';

export interface Weight {
  readonly shape: readonly number[];
  /** In the order of the shape, the last dimension fastest. */
  readonly values: Float32Array;
}

/** A layer's numbers by PyTorch's names for them. */
export type Weights = Readonly<Record<string, Weight>>;

/** From where to where numbers are drawn, evenly. */
type Range = readonly [least: number, most: number];

interface Drawn {
  readonly shape: readonly number[];
  readonly range: Range;
  /** A parameter; what is not learned is the state of a norm. */
  readonly learned: boolean;
}

type Numbers = (layer: NetworkLayer) => Readonly<Record<string, Drawn>>;

const around: Range = [-0.1, 0.1];
const nearOne: Range = [0.5, 1.5];

/** He's bound for a layer that a ReLU follows, which keeps the size of signals from layer to layer (arXiv:1502.01852). */
const kernel = (shape: readonly number[], fanIn: number): Drawn => ({ shape, range: [-Math.sqrt(6 / fanIn), Math.sqrt(6 / fanIn)], learned: true });
const learned = (count: number, range: Range): Drawn => ({ shape: [count], range, learned: true });
const state = (count: number, range: Range): Drawn => ({ shape: [count], range, learned: false });

const biasOf = (layer: NetworkLayer, count: number) => (layer.value('bias') === 0 ? {} : { bias: learned(count, around) });

const affine: Numbers = (layer) => {
  const [channels, scales, shifts] = valuesOf(layer, 'in_channels', 'scales', 'shifts');
  return { ...(scales !== 0 && { weight: learned(channels, nearOne) }), ...(shifts !== 0 && { bias: learned(channels, around) }) };
};

/** The ops that learn something: no other computes with numbers of its own. */
type Learning = { [O in OpName]: (typeof ops)[O] extends { readonly params: object } ? O : never }[OpName];

const numbersOf: Readonly<Record<Learning, Numbers>> = {
  conv2d: (layer) => {
    const [outputs, inputs, h, w] = [
      layer.value('out_channels'),
      layer.value('in_channels') / layer.value('groups'),
      layer.value('kernel_h'),
      layer.value('kernel_w'),
    ];
    return { weight: kernel([outputs, inputs, h, w], inputs * h * w), ...biasOf(layer, outputs) };
  },
  'conv-transpose2d': (layer) => {
    const [inputs, outputs, h, w] = [layer.value('in_channels'), layer.value('out_channels'), layer.value('kernel_h'), layer.value('kernel_w')];
    const groups = layer.value('groups');
    return { weight: kernel([inputs, outputs / groups, h, w], (inputs / groups) * h * w), ...biasOf(layer, outputs) };
  },
  linear: (layer) => {
    const [outputs, inputs] = [layer.value('out_features'), layer.value('in_channels')];
    return { weight: kernel([outputs, inputs], inputs), ...biasOf(layer, outputs) };
  },
  'batch-norm': (layer) => {
    const channels = layer.value('in_channels');
    return { ...affine(layer), running_mean: state(channels, around), running_var: state(channels, nearOne) };
  },
  'layer-norm': affine,
  'group-norm': affine,
  scale: (layer) => ({ weight: learned(layer.value('in_channels'), nearOne) }),
  prelu: (layer) => ({ weight: learned(layer.value('num_parameters'), [0, 0.5]) }),
};

const numbersFor = (layer: NetworkLayer) => (numbersOf as Partial<Readonly<Record<OpName, Numbers>>>)[layer.op]?.(layer) ?? {};

const sizeOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

const draw = (count: number, [least, most]: Range, generator: { next(): number } | undefined): Float32Array => {
  const values = new Float32Array(count);
  if (generator === undefined) return values;
  const [middle, reach] = [(least + most) / 2, (most - least) / 2];
  // next() gives 32 bits, as a whole number from -2^31 on
  for (let index = 0; index < count; index++) values[index] = middle + reach * (generator.next() / 2 ** 31);
  return values;
};

/** A layer's numbers, and how many parameters were made for it: none where it shares another's. */
export interface LayerWeights {
  readonly layer: NetworkLayer;
  readonly weights: Weights;
  readonly made: number;
}

/**
 * The numbers of a network's layers, one layer after the other, so that a runtime can take them over before the next are drawn. A layer that
 * shares another's weights has all of its numbers, or the first of them where it is a part. The same seed draws the same numbers, none leaves zeros; the counts made add up to the
 * network's `params`.
 */
export function* weightsOf({ layers }: Network, seed: number | undefined): Generator<LayerWeights> {
  const generator = seed === undefined ? undefined : xoroshiro128plus(seed);
  // its first numbers hardly depend on the seed
  generator?.jump();
  const sources = new Set(layers.flatMap(({ sharedWith }) => (sharedWith === undefined ? [] : [sharedWith])));
  const kept = new Map<unknown, Weights>();
  for (const layer of layers) {
    const shared = layer.sharedWith && kept.get(layer.sharedWith);
    const weights: Record<string, Weight> = {};
    let made = 0;
    for (const [name, { shape, range, learned }] of Object.entries(numbersFor(layer))) {
      const count = sizeOf(shape);
      const taken = shared?.[name]?.values.subarray(0, count);
      weights[name] = { shape, values: taken ?? draw(count, range, generator) };
      if (learned && taken === undefined) made += count;
    }
    if (sources.has(layer.layer)) kept.set(layer.layer, weights);
    yield { layer, weights, made };
  }
}

/** A batch of inputs, batch x channels x height x width, each number from -1 to 1. */
export function inputOf({ input: { channels, h, w } }: Network, batch: number, seed: number): Float32Array {
  const generator = xoroshiro128plus(seed);
  generator.jump();
  generator.jump();
  return draw(batch * channels * h * w, [-1, 1], generator);
}
