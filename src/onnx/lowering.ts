/** What each op is in ONNX, opset 17, as PyTorch computes it. Where a standard leaves room, as in ceil mode, the padding is written out. */

import { epsilons, negativeSlope, shiftOf } from '../forward/constants.ts';
import { rearrangementOf } from '../forward/rearrange.ts';
import { averaging, dilationsOf, kernelOf, nearestOf, overhang, scaleFor, stridesOf, valuesOf } from '../forward/window.ts';
import type { NetworkLayer } from '../graph/network.ts';
import type { OpName } from '../ops/index.ts';
import type { Draft } from './draft.ts';

type Lowering = (layer: NetworkLayer, draft: Draft) => void;

const elementWise =
  (type: string, settings: Parameters<Draft['node']>[2] = {}): Lowering =>
  (_, draft) => {
    draft.node(type, draft.inputs, settings);
  };

/** One input after the other. */
const merged =
  (type: string): Lowering =>
  (_, draft) =>
    void draft.inputs.reduce((made, input) => draft.node(type, [made, input]));

const window = (layer: NetworkLayer) => ({ kernel_shape: kernelOf(layer), strides: stridesOf(layer) });
const pads = (layer: NetworkLayer) => valuesOf(layer, 'pad_top', 'pad_left', 'pad_bottom', 'pad_right');

/** Puts a number around a map: top, left, bottom, right. */
const surround = (draft: Draft, [top, left, bottom, right]: readonly [number, number, number, number], value: number) =>
  draft.node('Pad', [draft.input, draft.integers('pads', [0, 0, top, left, 0, 0, bottom, right]), draft.reals('value', [value])]);

/** The shape that a number per channel wants, to be broadcast. */
const channelwise = (layer: NetworkLayer) => {
  const channels = layer.value('in_channels');
  return layer.output.flat ? [channels] : [channels, 1, 1];
};

/** A scale and a shift, each learned or none. */
const affine = (layer: NetworkLayer, draft: Draft) => {
  const [channels, scales, shifts] = valuesOf(layer, 'in_channels', 'scales', 'shifts');
  return [
    scales === 0 ? draft.reals('ones', Array(channels).fill(1), [channels]) : draft.weight('weight'),
    shifts === 0 ? draft.reals('zeros', Array(channels).fill(0), [channels]) : draft.weight('bias'),
  ];
};

/** The output's shape; the 0 stands for the batch. */
const outputShape = (draft: Draft, { output: { channels, h, w, flat } }: NetworkLayer) => draft.integers('shape', flat ? [0, channels] : [0, channels, h, w]);

/** A map at the size of the output. */
const resized: Lowering = (layer, draft) => {
  const { h, w } = layer.output;
  const [tall, wide] = valuesOf(layer, 'in_h', 'in_w');
  const scales = () => draft.reals('scales', [1, 1, scaleFor(tall, h), scaleFor(wide, w)], [4]);
  if (layer.value('is_nearest') === 0) {
    const mode = layer.value('align_corners') === 0 ? 'half_pixel' : 'align_corners';
    return void draft.node('Resize', [draft.input, '', scales()], { mode: 'linear', coordinate_transformation_mode: mode });
  }
  if (h % tall === 0 && w % wide === 0) {
    const nearest = { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
    return void draft.node('Resize', [draft.input, '', scales()], nearest);
  }
  // a runtime finds positions by numbers that are not exact, and at some sizes those of a neighbour
  const rows = draft.node('Gather', [draft.input, draft.integers('rows', nearestOf(tall, h))], { axis: 2 });
  draft.node('Gather', [rows, draft.integers('columns', nearestOf(wide, w))], { axis: 3 });
};

export const lowerings: Readonly<Record<OpName, Lowering>> = {
  conv2d(layer, draft) {
    const settings = { ...window(layer), pads: pads(layer), dilations: dilationsOf(layer), group: layer.value('groups') };
    draft.node('Conv', [draft.input, ...draft.weights()], settings);
  },
  'conv-transpose2d'(layer, draft) {
    const settings = { ...window(layer), dilations: dilationsOf(layer), group: layer.value('groups') };
    const [top, left, bottom, right] = pads(layer);
    const [down, across] = valuesOf(layer, 'output_padding_h', 'output_padding_w');
    if (down < layer.value('stride_h') && across < layer.value('stride_w'))
      return void draft.node('ConvTranspose', [draft.input, ...draft.weights()], {
        ...settings,
        pads: [top, left, bottom, right],
        output_padding: [down, across],
      });
    // runtimes add less than a stride: make it all, put zeros at its ends, and cut the paddings off
    const made = draft.node('ConvTranspose', [draft.input, draft.weight('weight')], settings);
    const longer = draft.node('Pad', [made, draft.integers('pads', [0, 0, 0, 0, 0, 0, down, across])]);
    const ends = draft.integers('ends', [top + layer.output.h, left + layer.output.w]);
    const cut = draft.node('Slice', [longer, draft.integers('starts', [top, left]), ends, draft.integers('axes', [2, 3])]);
    if (layer.value('bias') !== 0) draft.node('Add', [cut, draft.weight('bias', [layer.output.channels, 1, 1])]);
  },
  linear(layer, draft) {
    if (layer.output.flat) return void draft.node('Gemm', [draft.input, ...draft.weights()], { transB: 1 });
    // of the channels of each position, which a convolution of one tap has side by side
    const [outputs, inputs, bias] = valuesOf(layer, 'out_features', 'in_channels', 'bias');
    const weight = draft.weight('weight', [outputs, inputs, 1, 1]);
    draft.node('Conv', [draft.input, weight, ...(bias === 0 ? [] : [draft.weight('bias')])], { kernel_shape: [1, 1] });
  },

  'batch-norm'(layer, draft) {
    const numbers = [...affine(layer, draft), draft.weight('running_mean'), draft.weight('running_var')];
    draft.node('BatchNormalization', [draft.input, ...numbers], { epsilon: { real: epsilons['batch-norm'] } });
  },
  'layer-norm'(layer, draft) {
    const settings = { axis: -1, epsilon: { real: epsilons['layer-norm'] } };
    const numbers = affine(layer, draft);
    if (layer.output.flat) return void draft.node('LayerNormalization', [draft.input, ...numbers], settings);
    const last = draft.node('Transpose', [draft.input], { perm: [0, 2, 3, 1] });
    draft.node('Transpose', [draft.node('LayerNormalization', [last, ...numbers], settings)], { perm: [0, 3, 1, 2] });
  },
  'group-norm'(layer, draft) {
    const groups = layer.value('groups');
    const grouped = draft.node('Reshape', [draft.input, draft.integers('groups', [0, groups, -1])]);
    const constants = [draft.reals('ones', Array(groups).fill(1), [groups]), draft.reals('zeros', Array(groups).fill(0), [groups])];
    const normal = draft.node('InstanceNormalization', [grouped, ...constants], { epsilon: { real: epsilons['group-norm'] } });
    let output = draft.node('Reshape', [normal, outputShape(draft, layer)]);
    if (layer.value('scales') !== 0) output = draft.node('Mul', [output, draft.weight('weight', channelwise(layer))]);
    if (layer.value('shifts') !== 0) draft.node('Add', [output, draft.weight('bias', channelwise(layer))]);
  },
  scale(layer, draft) {
    draft.node('Mul', [draft.input, draft.weight('weight', channelwise(layer))]);
  },

  relu: elementWise('Relu'),
  relu6(_, draft) {
    draft.node('Clip', [draft.input, draft.reals('min', [0]), draft.reals('max', [6])]);
  },
  'leaky-relu': elementWise('LeakyRelu', { alpha: { real: negativeSlope } }),
  prelu(layer, draft) {
    draft.node('PRelu', [draft.input, draft.weight('weight', layer.value('num_parameters') === 1 ? [1] : channelwise(layer))]);
  },
  silu(_, draft) {
    draft.node('Mul', [draft.input, draft.node('Sigmoid', [draft.input])]);
  },
  'hard-swish': elementWise('HardSwish'),
  'hard-sigmoid': elementWise('HardSigmoid', { alpha: { real: 1 / 6 }, beta: { real: 0.5 } }),
  sigmoid: elementWise('Sigmoid'),
  tanh: elementWise('Tanh'),
  'quick-gelu'(_, draft) {
    draft.node('Mul', [draft.input, draft.node('Sigmoid', [draft.node('Mul', [draft.input, draft.reals('factor', [1.702])])])]);
  },
  elu: elementWise('Elu'),
  softplus: elementWise('Softplus'),
  mish(_, draft) {
    draft.node('Mul', [draft.input, draft.node('Tanh', [draft.node('Softplus', [draft.input])])]);
  },
  // a Gelu of its own comes only with opset 20; runtimes know this chain
  gelu(_, draft) {
    const error = draft.node('Erf', [draft.node('Div', [draft.input, draft.reals('root', [Math.SQRT2])])]);
    const twice = draft.node('Mul', [draft.input, draft.node('Add', [error, draft.reals('one', [1])])]);
    draft.node('Mul', [twice, draft.reals('half', [0.5])]);
  },
  softmax(layer, draft) {
    const [channels, height] = valuesOf(layer, 'is_channels', 'is_height');
    draft.node('Softmax', [draft.input], { axis: channels !== 0 ? 1 : height !== 0 ? 2 : 3 });
  },

  'max-pool'(layer, draft) {
    const { h, w } = overhang(layer);
    const [top, left, bottom, right] = pads(layer);
    const around = [top, left, bottom + h, right + w] as const;
    const settings = { ...window(layer), dilations: dilationsOf(layer) };
    // a dilated window can have more padding than runtimes take, and see nothing else
    if (settings.dilations.every((dilation) => dilation === 1) || Math.max(...around) === 0)
      draft.node('MaxPool', [draft.input], { ...settings, pads: around });
    else draft.node('MaxPool', [surround(draft, around, Number.NEGATIVE_INFINITY)], settings);
  },
  'avg-pool'(layer, draft) {
    const { h, w } = overhang(layer);
    const [top, left, bottom, right] = pads(layer);
    const counts = layer.value('count_include_pad') !== 0;
    // zeros of the padding may count, what lies past it does not
    if (counts && h + w > 0) draft.node('AveragePool', [surround(draft, [top, left, bottom, right], 0)], { ...window(layer), pads: [0, 0, h, w] });
    else draft.node('AveragePool', [draft.input], { ...window(layer), pads: [top, left, bottom + h, right + w], count_include_pad: Number(counts) });
  },
  'global-max-pool': elementWise('GlobalMaxPool'),
  'global-avg-pool': elementWise('GlobalAveragePool'),
  'adaptive-avg-pool'(layer, draft) {
    const [inputHeight, inputWidth] = valuesOf(layer, 'in_h', 'in_w');
    const { h, w } = layer.output;
    if (inputHeight % h === 0 && inputWidth % w === 0) {
      const kernel = [inputHeight / h, inputWidth / w];
      return void draft.node('AveragePool', [draft.input], { kernel_shape: kernel, strides: kernel });
    }
    // the mean over a window is the mean over its columns of the means over its rows
    const columns = draft.reals('columns', averaging(inputHeight, h).flat(), [h, inputHeight]);
    const across = averaging(inputWidth, w);
    const rows = draft.reals('rows', Array.from({ length: inputWidth }, (_, column) => across.map((row) => row[column] as number)).flat(), [inputWidth, w]);
    draft.node('MatMul', [columns, draft.node('MatMul', [draft.input, rows])]);
  },

  add: merged('Add'),
  subtract: merged('Sub'),
  multiply: merged('Mul'),
  maximum: merged('Max'),
  matmul(layer, draft) {
    const product = draft.node('MatMul', draft.inputs);
    const factor = layer.value('factor');
    if (factor !== 1) draft.node('Mul', [product, draft.reals('factor', [factor])]);
  },
  concat: elementWise('Concat', { axis: 1 }),

  slice(layer, draft) {
    const start = layer.value('start');
    const ends = draft.integers('ends', [start + layer.value('channels')]);
    draft.node('Slice', [draft.input, draft.integers('starts', [start]), ends, draft.integers('axes', [1])]);
  },
  'channel-shuffle'(layer, draft) {
    const groups = layer.value('groups');
    const grouped = draft.node('Reshape', [draft.input, draft.integers('groups', [0, groups, layer.value('in_channels') / groups, -1])]);
    draft.node('Reshape', [draft.node('Transpose', [grouped], { perm: [0, 2, 1, 3] }), outputShape(draft, layer)]);
  },
  rearrange(layer, draft) {
    const { from, to, sizeOf } = rearrangementOf(layer);
    const [read, made] = [from.flat(), to.flat()];
    const apart = draft.node('Reshape', [draft.input, draft.integers('axes', [0, ...read.map(sizeOf)])]);
    const ordered = draft.node('Transpose', [apart], { perm: [0, ...made.map((axis) => 1 + read.indexOf(axis))] });
    draft.node('Reshape', [ordered, outputShape(draft, layer)]);
  },
  pad(layer, draft) {
    const [before, after] = valuesOf(layer, 'maps_before', 'maps_after');
    const [top, left, bottom, right] = pads(layer);
    const around = layer.output.flat ? [0, before, 0, after] : [0, before, top, left, 0, after, bottom, right];
    draft.node('Pad', [draft.input, draft.integers('pads', around)]);
  },
  shift(layer, draft) {
    const { channels, h, w } = layer.output;
    const { before, after, moved } = shiftOf(channels, layer.value('kernel_size'));
    const padded = surround(draft, [before, before, after, after], 0);
    const axes = draft.integers('axes', [1, 2, 3]);
    const cut = moved.map(({ from, to, top, left }) =>
      draft.node('Slice', [padded, draft.integers('starts', [from, top, left]), draft.integers('ends', [to, top + h, left + w]), axes]),
    );
    draft.node('Concat', cut, { axis: 1 });
  },
  flatten: elementWise('Flatten', { axis: 1 }),
  dropout: elementWise('Identity'),
  upsample: resized,
  resize: resized,
};
