/**
 * What each op means, in plain loops over numbers: slow, in double precision, and by no formula of `src`. Of a layer it takes the arguments and
 * the weights; the zeros that a padding's word stands for and the size of an output are what the loops find.
 */

import type { Weight, Weights } from '../../src/forward/weights.ts';
import { argumentOf } from '../../src/graph/graph.ts';
import type { Network, NetworkLayer } from '../../src/graph/network.ts';
import { isWord } from '../../src/graph/scope.ts';
import type { OpName } from '../../src/ops/index.ts';

interface Size {
  readonly batch: number;
  readonly channels: number;
  readonly h: number;
  readonly w: number;
  readonly flat: boolean;
}

export interface Tensor extends Size {
  readonly values: ArrayLike<number>;
}

type Each = (sample: number, channel: number, y: number, x: number) => number;
type Meaning = (inputs: readonly [Tensor, ...Tensor[]], layer: NetworkLayer, weights: Weights) => Tensor;

const count = (length: number) => Array.from({ length }, (_, index) => index);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;

const fill = (size: Size, each: Each): Tensor => {
  const values: number[] = [];
  for (let sample = 0; sample < size.batch; sample++)
    for (let channel = 0; channel < size.channels; channel++)
      for (let y = 0; y < size.h; y++) for (let x = 0; x < size.w; x++) values.push(each(sample, channel, y, x));
  return { ...size, values };
};

/** The number at a position, undefined outside. */
const at = ({ channels, h, w, values }: Tensor, sample: number, channel: number, y: number, x: number): number | undefined =>
  channel < 0 || channel >= channels || y < 0 || y >= h || x < 0 || x >= w ? undefined : values[((sample * channels + channel) * h + y) * w + x];

const inside = (...position: Parameters<typeof at>): number => {
  const value = at(...position);
  if (value === undefined) throw new RangeError('outside');
  return value;
};

const eachNumber =
  (compute: (value: number) => number): Meaning =>
  ([input]) =>
    fill(input, (...position) => compute(inside(input, ...position)));

const number = (weight: Weight | undefined, ...indices: readonly number[]): number => {
  if (weight === undefined) throw new TypeError('no such weight');
  return weight.values[indices.reduce((place, index, axis) => place * (weight.shape[axis] as number) + index, 0)] as number;
};

const sides = {
  h: { kernel: 'kernel_h', stride: 'stride_h', dilation: 'dilation_h', before: 'pad_top', after: 'pad_bottom', more: 'output_padding_h' },
  w: { kernel: 'kernel_w', stride: 'stride_w', dilation: 'dilation_w', before: 'pad_left', after: 'pad_right', more: 'output_padding_w' },
} as const;
type Side = keyof typeof sides;

/** How far a window's taps lie apart; those of a mean have no dilation. */
const apart = (layer: NetworkLayer, side: Side) => (layer.op === 'avg-pool' ? 1 : layer.value(sides[side].dilation));

/** The zeros around one side. */
const zeros = (layer: NetworkLayer, input: Tensor, side: Side): readonly [before: number, after: number] => {
  const names = sides[side];
  const written = argumentOf(layer.layer, 'padding')?.value;
  if (written === undefined || !isWord(written)) return [layer.value(names.before), layer.value(names.after)];
  if (written.word === 'valid') return [0, 0];
  const reach = apart(layer, side) * (layer.value(names.kernel) - 1);
  if (written.word === 'plain') return [Math.trunc(reach / 2), Math.trunc(reach / 2)];
  // of `same`, a window starts at every stride of the input; what the last of them lacks is shared, the odd one at the end
  const stride = layer.value(names.stride);
  // a transposed convolution has those of the convolution that reads a stride for each of its inputs
  const length = layer.op === 'conv-transpose2d' ? input[side] * stride : input[side];
  const last = count(length).findLast((start) => start % stride === 0) as number;
  const lacking = Math.max(last + reach + 1 - length, 0);
  return [Math.floor(lacking / 2), Math.ceil(lacking / 2)];
};

/** Along one side: each window's positions, which may lie in the padding or, in ceil mode, past it. */
const windows = (layer: NetworkLayer, input: Tensor, side: Side, ceil = false): readonly (readonly number[])[] => {
  const names = sides[side];
  const size = input[side];
  const [before, after] = zeros(layer, input, side);
  const found: number[][] = [];
  for (let start = -before; start < size + after; start += layer.value(names.stride)) {
    const taps = count(layer.value(names.kernel)).map((tap) => start + tap * apart(layer, side));
    const reachesPast = (taps.at(-1) as number) >= size + after;
    // a window may hang over the end, unless it would start there or the one before has already seen all
    const covered = (found.at(-1)?.at(-1) ?? Number.NEGATIVE_INFINITY) >= size + after - 1;
    if (reachesPast && (!ceil || covered || start >= size)) break;
    found.push(taps);
  }
  return found;
};

const pooled =
  (summary: (taps: readonly { value: number | undefined; past: boolean }[], layer: NetworkLayer) => number): Meaning =>
  ([input], layer) => {
    const ceil = layer.value('ceil_mode') !== 0;
    const [rows, columns] = [windows(layer, input, 'h', ceil), windows(layer, input, 'w', ceil)];
    const [bottom, right] = [input.h + zeros(layer, input, 'h')[1], input.w + zeros(layer, input, 'w')[1]];
    return fill({ ...input, h: rows.length, w: columns.length }, (sample, channel, y, x) =>
      summary(
        (rows[y] ?? []).flatMap((row) =>
          (columns[x] ?? []).map((column) => ({ value: at(input, sample, channel, row, column), past: row >= bottom || column >= right })),
        ),
        layer,
      ),
    );
  };

const normalised = (values: readonly number[], value: number, epsilon: number): number => {
  const middle = mean(values);
  return (value - middle) / Math.sqrt(mean(values.map((one) => (one - middle) ** 2)) + epsilon);
};

/** What a norm learns, by what is written; `false` and 0 are nothing. */
const affine = (layer: NetworkLayer, { weight, bias }: Weights, channel: number, value: number) => {
  const written = argumentOf(layer.layer, 'affine')?.value;
  const all = written !== undefined && !isWord(written) && layer.read(written as number) !== 0;
  const learns = (what: string) => all || (written !== undefined && isWord(written) && written.word === what);
  return value * (learns('scale') ? number(weight, channel) : 1) + (learns('shift') ? number(bias, channel) : 0);
};

/** The error function by its Taylor series, which double precision can add up where the function is not yet 1. */
const erf = (x: number): number => {
  if (Math.abs(x) > 5) return Math.sign(x);
  let [total, power] = [0, x];
  for (let term = 0; term < 200; term++) {
    total += power / (2 * term + 1);
    power *= -(x ** 2) / (term + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
};

const between = (least: number, value: number, most: number) => Math.min(Math.max(value, least), most);
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** Element by element; what there is one of along a side stands at each of its places. */
const stretched =
  (compute: (values: readonly number[]) => number): Meaning =>
  (inputs) => {
    const largest = (dimension: 'channels' | 'h' | 'w') => Math.max(...inputs.map((input) => input[dimension]));
    const size = { ...inputs[0], channels: largest('channels'), h: largest('h'), w: largest('w') };
    return fill(size, (sample, channel, y, x) =>
      compute(inputs.map((one) => inside(one, sample, Math.min(channel, one.channels - 1), Math.min(y, one.h - 1), Math.min(x, one.w - 1)))),
    );
  };

/** Along one side of a map that is made another size: the elements that an output lies between, and their shares in it. */
const neighbours = (layer: NetworkLayer, inputs: number, outputs: number, position: number): readonly { readonly index: number; readonly share: number }[] => {
  // the n-th part of the output begins in the element that is copied
  if (layer.value('is_nearest') !== 0) return [{ index: count(inputs).findLast((one) => one * outputs <= position * inputs) as number, share: 1 }];
  // elements are squares, known at their centres, and past the outermost centres nothing changes; or the outermost centres of both maps are the same
  const apart = outputs > 1 ? (inputs - 1) / (outputs - 1) : 0;
  const centre = layer.value('align_corners') !== 0 ? position * apart : between(0, ((position + 0.5) * inputs) / outputs - 0.5, inputs - 1);
  const first = Math.min(Math.floor(centre), inputs - 1);
  return [
    { index: first, share: 1 - (centre - first) },
    { index: Math.min(first + 1, inputs - 1), share: centre - first },
  ];
};

const resized =
  (sizeOf: (input: Tensor, layer: NetworkLayer) => readonly [number, number]): Meaning =>
  ([input], layer) => {
    const [h, w] = sizeOf(input, layer);
    return fill({ ...input, h, w }, (sample, channel, y, x) =>
      sum(
        neighbours(layer, input.h, h, y).flatMap((row) =>
          neighbours(layer, input.w, w, x).map((column) => row.share * column.share * inside(input, sample, channel, row.index, column.index)),
        ),
      ),
    );
  };

const meanings: Readonly<Record<OpName, Meaning>> = {
  conv2d([input], layer, { weight, bias }) {
    const [outputs = 0, perGroup = 0] = weight?.shape ?? [];
    const [rows, columns] = [windows(layer, input, 'h'), windows(layer, input, 'w')];
    const outputsOfGroup = outputs / layer.value('groups');
    return fill({ ...input, channels: outputs, h: rows.length, w: columns.length }, (sample, output, y, x) => {
      let total = bias === undefined ? 0 : number(bias, output);
      for (const one of count(perGroup)) {
        const channel = Math.floor(output / outputsOfGroup) * perGroup + one;
        for (const [down, row] of (rows[y] ?? []).entries())
          for (const [right, column] of (columns[x] ?? []).entries())
            total += (at(input, sample, channel, row, column) ?? 0) * number(weight, output, one, down, right);
      }
      return total;
    });
  },
  'conv-transpose2d'([input], layer, { weight, bias }) {
    const [, perGroup = 0, kernelHeight = 0, kernelWidth = 0] = weight?.shape ?? [];
    const inputsOfGroup = input.channels / layer.value('groups');
    // where each number goes, its kernel spread over what is to be the output
    const target = (side: Side, position: number, tap: number) => position * layer.value(sides[side].stride) + tap * layer.value(sides[side].dilation);
    const reached = (side: Side, kernel: number) => target(side, input[side] - 1, kernel - 1) + 1 + layer.value(sides[side].more);
    const [height, width] = [reached('h', kernelHeight), reached('w', kernelWidth)];
    const channels = perGroup * layer.value('groups');
    const spread = Array.from({ length: input.batch * channels * height * width }, () => 0);
    fill(input, (sample, channel, y, x) => {
      for (const one of count(perGroup))
        for (const down of count(kernelHeight))
          for (const right of count(kernelWidth)) {
            const output = Math.floor(channel / inputsOfGroup) * perGroup + one;
            const place = ((sample * channels + output) * height + target('h', y, down)) * width + target('w', x, right);
            spread[place] = (spread[place] as number) + inside(input, sample, channel, y, x) * number(weight, channel, one, down, right);
          }
      return 0;
    });
    const whole = { ...input, channels, h: height, w: width, values: spread };
    // then the paddings are cut off
    const [[top, bottom], [left, right]] = [zeros(layer, input, 'h'), zeros(layer, input, 'w')];
    const size = { ...whole, h: height - top - bottom, w: width - left - right };
    return fill(size, (sample, output, y, x) => inside(whole, sample, output, y + top, x + left) + (bias === undefined ? 0 : number(bias, output)));
  },
  linear: ([input], _, { weight, bias }) =>
    fill({ ...input, channels: weight?.shape[0] ?? 0 }, (sample, output, y, x) => {
      const products = count(input.channels).map((channel) => inside(input, sample, channel, y, x) * number(weight, output, channel));
      return sum(products) + (bias === undefined ? 0 : number(bias, output));
    }),

  'batch-norm': ([input], layer, weights) =>
    fill(input, (sample, channel, y, x) => {
      const { running_mean: middle, running_var: variance } = weights;
      return affine(layer, weights, channel, (inside(input, sample, channel, y, x) - number(middle, channel)) / Math.sqrt(number(variance, channel) + 1e-5));
    }),
  'layer-norm': ([input], layer, weights) =>
    fill(input, (sample, channel, y, x) => {
      const values = count(input.channels).map((one) => inside(input, sample, one, y, x));
      return affine(layer, weights, channel, normalised(values, values[channel] as number, 1e-6));
    }),
  'group-norm': ([input], layer, weights) =>
    fill(input, (sample, channel, y, x) => {
      const size = input.channels / layer.value('groups');
      const members = count(size).map((one) => Math.floor(channel / size) * size + one);
      const values = members.flatMap((one) => count(input.h).flatMap((row) => count(input.w).map((column) => inside(input, sample, one, row, column))));
      return affine(layer, weights, channel, normalised(values, inside(input, sample, channel, y, x), 1e-5));
    }),
  scale: ([input], _, { weight }) => fill(input, (sample, channel, y, x) => inside(input, sample, channel, y, x) * number(weight, channel)),

  relu: eachNumber((x) => Math.max(x, 0)),
  relu6: eachNumber((x) => between(0, x, 6)),
  'leaky-relu': eachNumber((x) => (x > 0 ? x : x / 100)),
  prelu: ([input], _, { weight }) =>
    fill(input, (sample, channel, y, x) => {
      const value = inside(input, sample, channel, y, x);
      return value > 0 ? value : value * number(weight, weight?.shape[0] === 1 ? 0 : channel);
    }),
  silu: eachNumber((x) => x * sigmoid(x)),
  'hard-swish': eachNumber((x) => (x * between(0, x + 3, 6)) / 6),
  'hard-sigmoid': eachNumber((x) => between(0, x + 3, 6) / 6),
  sigmoid: eachNumber(sigmoid),
  tanh: eachNumber(Math.tanh),
  gelu: eachNumber((x) => (x * (1 + erf(x / Math.SQRT2))) / 2),
  'quick-gelu': eachNumber((x) => x * sigmoid(1.702 * x)),
  elu: eachNumber((x) => (x > 0 ? x : Math.exp(x) - 1)),
  softplus: eachNumber((x) => Math.log(1 + Math.exp(x))),
  mish: eachNumber((x) => x * Math.tanh(Math.log(1 + Math.exp(x)))),
  softmax: ([input], layer) =>
    fill(input, (sample, channel, y, x) => {
      const written = argumentOf(layer.layer, 'axis')?.value;
      const axis = written !== undefined && isWord(written) ? written.word : '';
      const summed = {
        channels: () => count(input.channels).map((one) => inside(input, sample, one, y, x)),
        height: () => count(input.h).map((one) => inside(input, sample, channel, one, x)),
        width: () => count(input.w).map((one) => inside(input, sample, channel, y, one)),
      }[axis];
      return Math.exp(inside(input, sample, channel, y, x)) / sum((summed?.() ?? []).map(Math.exp));
    }),

  'max-pool': pooled((taps) => Math.max(...taps.flatMap(({ value }) => value ?? []))),
  'avg-pool': pooled((taps, layer) => {
    const zeros = layer.value('count_include_pad') !== 0;
    return mean(taps.filter(({ value, past }) => !past && (zeros || value !== undefined)).map(({ value }) => value ?? 0));
  }),
  'global-max-pool': ([input]) =>
    fill({ ...input, h: 1, w: 1 }, (sample, channel) =>
      Math.max(...count(input.h).flatMap((row) => count(input.w).map((column) => inside(input, sample, channel, row, column)))),
    ),
  'global-avg-pool': ([input]) =>
    fill({ ...input, h: 1, w: 1 }, (sample, channel) =>
      mean(count(input.h).flatMap((row) => count(input.w).map((column) => inside(input, sample, channel, row, column)))),
    ),
  // a row or column belongs to each of the equal parts that it lies in, if only by a bit
  'adaptive-avg-pool'([input], layer) {
    const [h, w] = [layer.value('output_h'), layer.value('output_w')];
    const part = (index: number, parts: number, size: number) =>
      count(size).filter((one) => (one + 1) * parts > index * size && one * parts < (index + 1) * size);
    return fill({ ...input, h, w }, (sample, channel, y, x) =>
      mean(part(y, h, input.h).flatMap((row) => part(x, w, input.w).map((column) => inside(input, sample, channel, row, column)))),
    );
  },

  add: stretched(sum),
  subtract: stretched(([first = 0, ...others]) => first - sum(others)),
  multiply: stretched((values) => values.reduce((product, value) => product * value, 1)),
  maximum: stretched((values) => Math.max(...values)),
  matmul([left, ...others], layer) {
    const right = others[0] as Tensor;
    const size = { ...left, channels: Math.max(left.channels, right.channels), w: right.w };
    return fill(size, (sample, channel, y, x) => {
      const of = (one: Tensor) => (one.channels === 1 ? 0 : channel);
      return layer.value('factor') * sum(count(left.w).map((one) => inside(left, sample, of(left), y, one) * inside(right, sample, of(right), one, x)));
    });
  },
  concat(inputs) {
    const sources = inputs.flatMap((input) => count(input.channels).map((channel) => ({ input, channel })));
    return fill({ ...inputs[0], channels: sources.length }, (sample, channel, y, x) => {
      const source = sources[channel] ?? { input: inputs[0], channel: -1 };
      return inside(source.input, sample, source.channel, y, x);
    });
  },

  slice: ([input], layer) =>
    fill({ ...input, channels: layer.value('channels') }, (sample, channel, y, x) => inside(input, sample, layer.value('start') + channel, y, x)),
  // the first of each group, then the second of each, and so on
  'channel-shuffle'([input], layer) {
    const groups = count(layer.value('groups'));
    const order = count(input.channels / groups.length).flatMap((member) => groups.map((group) => (group * input.channels) / groups.length + member));
    return fill(input, (sample, channel, y, x) => inside(input, sample, order[channel] as number, y, x));
  },
  // every element is put where its axes say
  rearrange([input], layer) {
    const written = argumentOf(layer.layer, 'pattern')?.value;
    const [before = [], after = []] = (written !== undefined && isWord(written) ? written.word : '')
      .split('->')
      .map((side) => (side.match(/\([^)]*\)|\S+/g) ?? []).map((group) => group.match(/[a-z]\w*/g) ?? []));
    const place = (axes: readonly string[], at: ReadonlyMap<string, number>) => axes.reduce((sum, axis) => sum * layer.value(axis) + (at.get(axis) ?? 0), 0);
    const many = (axes: readonly string[] = []) => axes.reduce((product, axis) => product * layer.value(axis), 1);
    const size = { ...input, channels: many(after[0]), h: many(after[1]), w: many(after[2]) };
    return fill(size, (sample, ...position) => {
      const at = new Map<string, number>();
      for (const [side, axes] of after.entries()) {
        let rest = position[side] as number;
        for (const axis of axes.toReversed()) {
          at.set(axis, rest % layer.value(axis));
          rest = Math.floor(rest / layer.value(axis));
        }
      }
      const [channel = 0, y = 0, x = 0] = before.map((axes) => place(axes, at));
      return inside(input, sample, channel, y, x);
    });
  },
  pad([input], layer) {
    const [top, left, before] = [layer.value('pad_top'), layer.value('pad_left'), layer.value('maps_before')];
    const [bottom, right, after] = [layer.value('pad_bottom'), layer.value('pad_right'), layer.value('maps_after')];
    const size = { ...input, channels: before + input.channels + after, h: top + input.h + bottom, w: left + input.w + right };
    return fill(size, (sample, channel, y, x) => at(input, sample, channel - before, y - top, x - left) ?? 0);
  },
  // the first maps look up and to the left, the next up, and so on along the rows of the kernel, as many maps for each but the last
  shift([input], layer) {
    const kernel = layer.value('kernel_size');
    const back = Math.floor((kernel - 1) / 2);
    const offsets = count(kernel).flatMap((row) => count(kernel).map((column) => [row - back, column - back] as const));
    const each = Math.ceil(input.channels / offsets.length);
    return fill(input, (sample, channel, y, x) => {
      const [down = 0, right = 0] = offsets[Math.floor(channel / each)] ?? [];
      return at(input, sample, channel, y + down, x + right) ?? 0;
    });
  },
  flatten: ([input]) => ({ ...input, channels: input.channels * input.h * input.w, h: 1, w: 1, flat: true }),
  dropout: ([input]) => input,
  upsample: resized((input, layer) => [input.h * layer.value('scale_h'), input.w * layer.value('scale_w')]),
  resize: resized((_, layer) => [layer.value('size_h'), layer.value('size_w')]),
};

/** What a layer makes of its inputs. */
export const evaluate = (layer: NetworkLayer, inputs: readonly Tensor[], weights: Weights): Tensor =>
  meanings[layer.op](inputs as readonly [Tensor, ...Tensor[]], layer, weights);

/** The batch x channels x height x width, or batch x channels, of a tensor. */
export const shapeOf = ({ batch, channels, h, w, flat }: Tensor): readonly number[] => (flat ? [batch, channels] : [batch, channels, h, w]);

/** What every layer of a network gives, in their order. */
export function reference(network: Network, weights: readonly Weights[], input: ArrayLike<number>, batch: number): readonly Tensor[] {
  const first: Tensor = { ...network.input, batch, values: input };
  const outputs: Tensor[] = [];
  for (const [index, layer] of network.layers.entries())
    outputs.push(
      evaluate(
        layer,
        layer.inputs.map((place) => outputs[place] ?? first),
        weights[index] ?? {},
      ),
    );
  return outputs;
}
