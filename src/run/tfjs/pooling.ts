/** Poolings by kernels that know neither dilation nor any padding but their own. */

import { averaging, dilationsOf, kernelOf, overhang, paddedLength, stridesOf, valuesOf } from '../../forward/window.ts';
import type { NetworkLayer } from '../../graph/network.ts';
import { type Around, around, isNone } from './convolution.ts';
import type { Lowering, Maps, Step, Tensor, Tf } from './kit.ts';

/** Puts a number around maps. */
const surround = (tf: typeof Tf, pads: Around, value: number) => (input: Tensor) => (isNone(pads) ? input : tf.pad(input, pads, value)) as Maps;

/** The maps that each of a window's taps sees. */
const taps = (tf: typeof Tf, layer: NetworkLayer, input: Maps): Maps[] => {
  const [kernel, stride, dilation] = [kernelOf(layer), stridesOf(layer), dilationsOf(layer)];
  const [batch, , , channels] = input.shape;
  const ends = [(layer.output.h - 1) * stride[0] + 1, (layer.output.w - 1) * stride[1] + 1] as const;
  return Array.from({ length: kernel[0] * kernel[1] }, (_, tap) => {
    const [y, x] = [Math.floor(tap / kernel[1]) * dilation[0], (tap % kernel[1]) * dilation[1]];
    return tf.stridedSlice(input, [0, y, x, 0], [batch, y + ends[0], x + ends[1], channels], [1, ...stride, 1]) as Maps;
  });
};

export const maxPool: Lowering = (layer, { tf }) => {
  const padded = surround(tf, around(layer, overhang(layer)), Number.NEGATIVE_INFINITY);
  const [kernel, strides] = [[...kernelOf(layer)], [...stridesOf(layer)]] as [[number, number], [number, number]];
  if (dilationsOf(layer).every((dilation) => dilation === 1)) return (input) => tf.maxPool(padded(input), kernel, strides, 'valid');
  return (input) => taps(tf, layer, padded(input)).reduce((most, tap) => tf.maximum(most, tap));
};

/** Along one side, how many taps of each window count: zeros of the padding may, what lies past it in ceil mode does not. */
const counted = (layer: NetworkLayer, side: 'h' | 'w') => {
  const [kernel, stride, size, included] = valuesOf(layer, `kernel_${side}`, `stride_${side}`, `in_${side}`, 'count_include_pad');
  const before = layer.value(side === 'h' ? 'pad_top' : 'pad_left');
  const [first, end] = included === 0 ? [before, before + size] : [0, paddedLength(layer, side)];
  return Array.from({ length: layer.output[side] }, (_, window) => Math.min(window * stride + kernel, end) - Math.max(window * stride, first));
};

export const avgPool: Lowering = (layer, { tf, keep }) => {
  const padded = surround(tf, around(layer, overhang(layer)), 0);
  const [kernel, strides] = [[...kernelOf(layer)], [...stridesOf(layer)]] as [[number, number], [number, number]];
  const mean: Step = (input) => tf.avgPool(padded(input), kernel, strides, 'valid');
  const { h, w } = layer.output;
  const all = kernel[0] * kernel[1];
  const across = counted(layer, 'w');
  const shares = counted(layer, 'h').flatMap((rows) => across.map((columns) => all / (rows * columns)));
  if (shares.every((share) => share === 1)) return mean;
  const share = keep(tf.tensor(shares, [1, h, w, 1]));
  return (input) => tf.mul(mean(input), share);
};

/** The mean over equal parts of a map, that divide it. */
const parts =
  (tf: typeof Tf, size: [number, number]): Step =>
  (input) =>
    tf.avgPool(input as Maps, size, size, 'valid');

export const globalAvgPool: Lowering = (layer, { tf }) => parts(tf, [layer.value('in_h'), layer.value('in_w')]);

export const globalMaxPool: Lowering = (layer, { tf }) => {
  const size: [number, number] = [layer.value('in_h'), layer.value('in_w')];
  return (input) => tf.maxPool(input as Maps, size, size, 'valid');
};

export const adaptiveAvgPool: Lowering = (layer, { tf, keep }) => {
  const [tall, wide] = valuesOf(layer, 'in_h', 'in_w');
  const { channels, h, w } = layer.output;
  if (tall % h === 0 && wide % w === 0) return parts(tf, [tall / h, wide / w]);
  // a position of the output is a weighted sum over those of the input
  const weights = averaging(tall, h).flatMap((row) => averaging(wide, w).map((column) => row.flatMap((down) => column.map((right) => down * right))));
  const matrix = keep(tf.tensor(weights.flat(), [1, h * w, tall * wide]));
  return (input) => tf.reshape(tf.matMul(matrix, tf.reshape(input, [-1, tall * wide, channels])), [-1, h, w, channels]);
};
