/** Convolutions by the kernels that TensorFlow.js has: neither grouped nor dilated with strides, and transposed ones without paddings. */

import { dilationsOf, stridesOf, valuesOf } from '../../forward/window.ts';
import type { NetworkLayer } from '../../graph/network.ts';
import type { Kit, Lowering, Maps, Step, Tensor, Tf } from './kit.ts';

/** What stands before and after each dimension. */
export type Around = [number, number][];

export const around = (layer: NetworkLayer, { h = 0, w = 0 } = {}): Around => {
  const [top, bottom, left, right] = valuesOf(layer, 'pad_top', 'pad_bottom', 'pad_left', 'pad_right');
  return [
    [0, 0],
    [top, bottom + h],
    [left, right + w],
    [0, 0],
  ];
};

export const isNone = (pads: Around) => pads.every(([before, after]) => before === 0 && after === 0);

/** A kernel with zeros between its taps. */
const withGaps = (tf: typeof Tf, kernel: Maps, [down, right]: readonly [number, number]): Maps => {
  const [h, w, inner, outer] = kernel.shape;
  const apart = tf.pad(tf.reshape(kernel, [h, 1, w, 1, inner * outer]), [
    [0, 0],
    [0, down - 1],
    [0, 0],
    [0, right - 1],
    [0, 0],
  ]) as Tensor;
  const whole = tf.reshape(apart, [h * down, w * right, inner, outer]) as Maps;
  return tf.slice(whole, [0, 0, 0, 0], [(h - 1) * down + 1, (w - 1) * right + 1, inner, outer]);
};

const isOne = (pair: readonly number[]) => pair.every((number) => number === 1);

/** Carries out each group of channels by itself. */
const grouped = (tf: typeof Tf, groups: number, each: (part: Maps, group: number) => Tensor): Step => {
  if (groups === 1) return (input) => each(input as Maps, 0);
  return (input) => tf.concat((tf.split(input, groups, 3) as Maps[]).map(each), 3);
};

const kept = (tensors: readonly Tensor[], { keep }: Kit) => tensors.map((tensor) => keep(tensor));

const biasOf = (layer: NetworkLayer, { weight }: Kit) => (layer.value('bias') === 0 ? undefined : weight('bias'));

export const conv2d: Lowering = (layer, kit) => {
  const [down, right] = stridesOf(layer);
  if (layer.output.w > 1 || down === right) return convolved(layer, kit, [down, right]);
  // one window makes no step to the right; where strides differ then, TensorFlow 2.21 reads past its input
  const step = convolved(layer, kit, [down, down]);
  return (input) => kit.tf.slice(step(input), [0, 0, 0, 0], [-1, -1, 1, -1]);
};

const convolved = (layer: NetworkLayer, kit: Kit, strides: [number, number]): Step => {
  const { tf, weight, keep } = kit;
  const [groups, inputs] = [layer.value('groups'), layer.value('in_channels')];
  const pads = around(layer);
  const pad = isNone(pads) ? ('valid' as const) : (pads as Tf.backend_util.ExplicitPadding);
  const written = [...dilationsOf(layer)] as [number, number];
  const alike = isOne(strides) || isOne(written);
  const dilations: [number, number] = alike ? written : [1, 1];
  const tapped = tf.transpose(weight('weight'), [2, 3, 1, 0]) as Maps;
  const kernel = alike ? tapped : withGaps(tf, tapped, written);
  const bias = biasOf(layer, kit);
  const settings = { strides, pad, dilations };

  if (groups > 1 && groups === inputs) {
    const [h, w] = kernel.shape;
    const filter = keep(tf.reshape(kernel, [h, w, inputs, layer.output.channels / inputs]) as Maps);
    const added = bias === undefined ? {} : { bias: keep(bias) };
    // its type does not know that paddings can be written out
    return (input) => tf.fused.depthwiseConv2d({ x: input as Maps, filter, ...settings, pad: pad as 'valid', ...added });
  }
  const filters = kept(tf.split(kernel, groups, 3), kit) as Maps[];
  const biases = bias === undefined ? [] : kept(tf.split(bias, groups), kit);
  return grouped(tf, groups, (x, group) => {
    const [filter, bias] = [filters[group] as Maps, biases[group]];
    return tf.fused.conv2d({ x, filter, ...settings, ...(bias !== undefined && { bias }) });
  });
};

export const transposed: Lowering = (layer, kit) => {
  const { tf, weight } = kit;
  const groups = layer.value('groups');
  const strides = [...stridesOf(layer)] as [number, number];
  const kernel = withGaps(tf, tf.transpose(weight('weight'), [2, 3, 1, 0]) as Maps, dilationsOf(layer));
  const { channels, h, w } = layer.output;
  const [inputs, outputs] = [layer.value('in_channels') / groups, channels / groups];
  const [tall, wide, top, left] = valuesOf(layer, 'span_h', 'span_w', 'pad_top', 'pad_left');
  // without overlap it is a product of matrices, for which there are faster kernels
  const isTiled = tall === strides[0] && wide === strides[1];
  const parts = tf.split(kernel, groups, 3);
  const filters = kept(isTiled ? parts.map((part) => tf.transpose(tf.reshape(part, [-1, inputs]))) : parts, kit);
  const bias = biasOf(layer, kit);
  const added = bias && kit.keep(bias);
  const made = [(layer.value('in_h') - 1) * strides[0] + tall, (layer.value('in_w') - 1) * strides[1] + wide] as const;
  // the paddings are cut off what a kernel makes, and what the output has more than that is zeros
  const [down, right] = [Math.max(0, top + h - made[0]), Math.max(0, left + w - made[1])];
  const isCut = made[0] + down !== h || made[1] + right !== w;
  const spreadOut = grouped(tf, groups, (part, group) => {
    const [batch, tall, wide] = part.shape;
    if (!isTiled) return tf.conv2dTranspose(part, filters[group] as Maps, [batch, ...made, outputs], strides, 'valid');
    const tiles = tf.matMul(tf.reshape(part, [-1, inputs]), filters[group] as Tensor);
    const rows = tf.transpose(tf.reshape(tiles, [batch * tall, wide, strides[0], strides[1] * outputs]), [0, 2, 1, 3]);
    return tf.reshape(rows, [batch, ...made, outputs]);
  });
  return (input) => {
    let output = spreadOut(input) as Maps;
    if (down + right > 0)
      output = tf.pad(output, [
        [0, 0],
        [0, down],
        [0, right],
        [0, 0],
      ]);
    if (isCut) output = tf.slice(output, [0, top, left, 0], [-1, h, w, -1]);
    return added === undefined ? output : tf.add(output, added);
  };
};
