/** What each op is in TensorFlow.js, as PyTorch computes it: each a single kernel where there is one that does just that. */

import { epsilons, negativeSlope, shiftOf } from '../../forward/constants.ts';
import { rearrangementOf } from '../../forward/rearrange.ts';
import { nearestOf, valuesOf } from '../../forward/window.ts';
import type { NetworkLayer } from '../../graph/network.ts';
import { around, conv2d, isNone, transposed } from './convolution.ts';
import type { Kit, Lowering, Lowerings, Maps, Step, Tensor, Tf } from './kit.ts';
import { adaptiveAvgPool, avgPool, globalAvgPool, globalMaxPool, maxPool } from './pooling.ts';

/** An op without numbers. */
const each =
  (step: (tf: typeof Tf, input: Tensor, ...others: readonly Tensor[]) => Tensor): Lowering =>
  (_, { tf }) =>
  (...inputs) =>
    step(tf, ...inputs);

/** The learned scale and shift of a norm, as far as it has them. */
const learned = (layer: NetworkLayer, { weight, keep }: Kit) => ({
  scale: layer.value('scales') === 0 ? undefined : (keep(weight('weight')) as Tf.Tensor1D),
  shift: layer.value('shifts') === 0 ? undefined : (keep(weight('bias')) as Tf.Tensor1D),
});

/** Scales and shifts by what is learned, if anything is. */
const affine = (layer: NetworkLayer, kit: Kit): Step => {
  const { tf } = kit;
  const { scale, shift } = learned(layer, kit);
  return (input) => {
    const scaled = scale === undefined ? input : tf.mul(input, scale);
    return shift === undefined ? scaled : tf.add(scaled, shift);
  };
};

const normalised = (tf: typeof Tf, input: Tensor, axes: number[], epsilon: number): Tensor => {
  const { mean, variance } = tf.moments(input, axes, true);
  return tf.mul(tf.sub(input, mean), tf.rsqrt(tf.add(variance, epsilon)));
};

const hardSigmoid = (tf: typeof Tf, input: Tensor) => tf.mul(tf.relu6(tf.add(input, 3)), 1 / 6);

/** A map at the size of the output. */
const resized: Lowering = (layer, { tf, keep }) => {
  const { h, w } = layer.output;
  const [tall, wide] = valuesOf(layer, 'in_h', 'in_w');
  const aligned = layer.value('align_corners') !== 0;
  if (layer.value('is_nearest') === 0) return (input) => tf.image.resizeBilinear(input as Maps, [h, w], aligned, !aligned);
  // by their centres, which no rounding takes past an edge, as it would a position that is a multiple of the scale
  if (h % tall === 0 && w % wide === 0) return (input) => tf.image.resizeNearestNeighbor(input as Maps, [h, w], false, true);
  const [rows, columns] = [keep(tf.tensor1d(nearestOf(tall, h), 'int32')), keep(tf.tensor1d(nearestOf(wide, w), 'int32'))];
  return (input) => tf.gather(tf.gather(input, rows, 1), columns, 2);
};

export const lowerings: Lowerings = {
  conv2d,
  'conv-transpose2d': transposed,
  linear(layer, { tf, weight, keep }) {
    const b = keep(tf.transpose(weight('weight')));
    const bias = layer.value('bias') === 0 ? {} : { bias: keep(weight('bias')) };
    const { channels, h, w, flat } = layer.output;
    if (flat) return (a) => tf.fused.matMul({ a, b, ...bias });
    return (input) => tf.reshape(tf.fused.matMul({ a: tf.reshape(input, [h * w * (input.shape[0] as number), -1]), b, ...bias }), [-1, h, w, channels]);
  },

  'batch-norm'(layer, kit) {
    const { tf, weight, keep } = kit;
    const [mean, variance] = [keep(weight('running_mean')), keep(weight('running_var'))] as [Tf.Tensor1D, Tf.Tensor1D];
    const { scale, shift } = learned(layer, kit);
    return (input) => tf.batchNorm(input, mean, variance, shift, scale, epsilons['batch-norm']);
  },
  'layer-norm'(layer, kit) {
    const scaled = affine(layer, kit);
    return (input) => scaled(normalised(kit.tf, input, [input.rank - 1], epsilons['layer-norm']));
  },
  'group-norm'(layer, kit) {
    const { tf } = kit;
    const scaled = affine(layer, kit);
    const { channels, h, w } = layer.output;
    const groups = layer.value('groups');
    return (input) => {
      const grouped = tf.reshape(input, [-1, h * w, groups, channels / groups]);
      return scaled(tf.reshape(normalised(tf, grouped, [1, 3], epsilons['group-norm']), input.shape));
    };
  },
  scale(_, { tf, weight, keep }) {
    const scale = keep(weight('weight'));
    return (input) => tf.mul(input, scale);
  },

  relu: each((tf, input) => tf.relu(input)),
  relu6: each((tf, input) => tf.relu6(input)),
  'leaky-relu': each((tf, input) => tf.leakyRelu(input, negativeSlope)),
  prelu(_, { tf, weight, keep }) {
    const slope = keep(weight('weight'));
    return (input) => tf.prelu(input, slope);
  },
  silu: each((tf, input) => tf.mul(input, tf.sigmoid(input))),
  'hard-swish': each((tf, input) => tf.mul(input, hardSigmoid(tf, input))),
  'hard-sigmoid': each(hardSigmoid),
  sigmoid: each((tf, input) => tf.sigmoid(input)),
  tanh: each((tf, input) => tf.tanh(input)),
  gelu: each((tf, input) => tf.mul(tf.mul(input, 0.5), tf.add(tf.erf(tf.mul(input, Math.SQRT1_2)), 1))),
  'quick-gelu': each((tf, input) => tf.mul(input, tf.sigmoid(tf.mul(input, 1.702)))),
  elu: each((tf, input) => tf.elu(input)),
  softplus: each((tf, input) => tf.softplus(input)),
  mish: each((tf, input) => tf.mul(input, tf.tanh(tf.softplus(input)))),
  softmax(layer, { tf }) {
    if (layer.value('is_channels') !== 0) return (input) => tf.softmax(input);
    // the axis changes places with the last one, which is the one that there is a kernel for
    const swapped = layer.value('is_height') !== 0 ? [0, 3, 2, 1] : [0, 1, 3, 2];
    return (input) => tf.transpose(tf.softmax(tf.transpose(input, swapped)), swapped);
  },

  'max-pool': maxPool,
  'avg-pool': avgPool,
  'global-max-pool': globalMaxPool,
  'global-avg-pool': globalAvgPool,
  'adaptive-avg-pool': adaptiveAvgPool,

  add: each((tf, ...inputs) => inputs.reduce((sum, input) => tf.add(sum, input))),
  subtract: each((tf, ...inputs) => inputs.reduce((rest, input) => tf.sub(rest, input))),
  multiply: each((tf, ...inputs) => inputs.reduce((product, input) => tf.mul(product, input))),
  maximum: each((tf, ...inputs) => inputs.reduce((most, input) => tf.maximum(most, input))),
  matmul(layer, { tf }) {
    const { channels } = layer.output;
    const factor = layer.value('factor');
    const planes = (input: Tensor) => {
      const first = tf.transpose(input, [0, 3, 1, 2]);
      return first.shape[1] === channels ? first : tf.tile(first, [1, channels, 1, 1]);
    };
    return (input, ...others) => {
      const product = tf.transpose(tf.matMul(planes(input), planes(others[0] as Tensor)), [0, 2, 3, 1]);
      return factor === 1 ? product : tf.mul(product, factor);
    };
  },
  concat: each((tf, ...inputs) => tf.concat([...inputs], -1)),

  slice(layer, { tf }) {
    const [start, channels] = [layer.value('start'), layer.value('channels')];
    return (input) => tf.slice(input, [...Array(input.rank - 1).fill(0), start], [...input.shape.slice(0, -1), channels]);
  },
  'channel-shuffle'(layer, { tf }) {
    const [groups, channels] = [layer.value('groups'), layer.output.channels];
    return (input) => tf.reshape(tf.transpose(tf.reshape(input, [-1, groups, channels / groups]), [0, 2, 1]), input.shape);
  },
  rearrange(layer, { tf }) {
    const { from, to, sizeOf } = rearrangementOf(layer);
    // channels come last
    const [read, made] = [from, to].map(([channels = [], h = [], w = []]) => [...h, ...w, ...channels]) as [string[], string[]];
    const { channels, h, w } = layer.output;
    const order = [0, ...made.map((axis) => 1 + read.indexOf(axis))];
    return (input) => tf.reshape(tf.transpose(tf.reshape(input, [-1, ...read.map(sizeOf)]), order), [-1, h, w, channels]);
  },
  pad(layer, { tf }) {
    const maps: [number, number] = [layer.value('maps_before'), layer.value('maps_after')];
    const pads = layer.output.flat ? [[0, 0] as [number, number], maps] : [...around(layer).slice(0, -1), maps];
    return (input) => (isNone(pads) ? input : tf.pad(input, pads));
  },
  shift(layer, { tf }) {
    const { channels, h, w } = layer.output;
    const { before, after, moved } = shiftOf(channels, layer.value('kernel_size'));
    return (input) => {
      const padded = tf.pad(input as Maps, [
        [0, 0],
        [before, after],
        [before, after],
        [0, 0],
      ]);
      return tf.concat(
        moved.map(({ from, to, top, left }) => tf.slice(padded, [0, top, left, from], [-1, h, w, to - from])),
        3,
      );
    };
  },
  // in the order of channels, height, width
  flatten: (layer, { tf }) => {
    const { channels } = layer.output;
    const isMap = layer.value('in_h') * layer.value('in_w') > 1;
    return (input) => tf.reshape(isMap ? tf.transpose(input, [0, 3, 1, 2]) : input, [-1, channels]);
  },
  dropout: each((_, input) => input),
  upsample: resized,
  resize: resized,
};
