import type { Argument, Op } from './op.ts';
import { dilation, fits, kernelSize, padding, slid, slides, spans, stride } from './window.ts';

const outChannels: Argument = { type: 'integer', doc: 'maps that the layer makes' };
const groups: Argument = { type: 'integer', default: 1, doc: 'groups of channels that do not see each other; in_channels makes it depthwise' };
const bias = (fallback: boolean): Argument => ({ type: 'boolean', default: fallback, doc: 'adds a learned number to each output channel' });
const biases = 'bias ? out_channels : 0';
const divides = { 'check/groups': { holds: 'in_channels % groups == 0 && out_channels % groups == 0', about: 'groups' } } as const;
/** Convolutions, linear layers among them: of a map of a single position they are the same. */
const convolution = { countedAs: 'convolution', sugar: true } as const satisfies Partial<Op>;

export const convolutionOps = {
  conv2d: {
    ...convolution,
    doc: 'Convolution. Padding defaults to floor(dilation * (kernel_size - 1) / 2) on each side.',
    args: { out_channels: outChannels, kernel_size: kernelSize, stride, padding: { ...padding, default: 'plain' }, dilation, groups, bias: bias(false) },
    input: 'map',
    let: spans,
    sees: slides,
    shape: { channels: 'out_channels', ...slid },
    checks: { ...divides, ...fits },
    weightShape: ['out_channels', 'in_channels / groups', 'kernel_h', 'kernel_w'],
    params: { weights: 'out_channels * (in_channels / groups) * kernel_h * kernel_w', biases },
    counts: { macs: 'weights * out_h * out_w', bias_adds: 'biases * out_h * out_w' },
  },
  'conv-transpose2d': {
    ...convolution,
    doc: 'Transposed convolution: every input position is multiplied by the whole kernel. Padding defaults as for conv2d. Padding `same` makes the output in * stride, as in TensorFlow, where the window spans at least a stride.',
    args: {
      out_channels: outChannels,
      kernel_size: kernelSize,
      stride,
      padding: { ...padding, default: 'plain' },
      output_padding: { type: 'pair', parts: ['output_padding_h', 'output_padding_w'], default: 0, min: 0, doc: 'rows and columns added at the end' },
      dilation,
      groups,
      bias: bias(false),
    },
    input: 'map',
    // those of the convolution that it is the transpose of, which reads in * stride
    paddings: {
      same: {
        pad_top: 'floor(max(span_h - stride_h, 0) / 2)',
        pad_bottom: 'ceil(max(span_h - stride_h, 0) / 2)',
        pad_left: 'floor(max(span_w - stride_w, 0) / 2)',
        pad_right: 'ceil(max(span_w - stride_w, 0) / 2)',
      },
    },
    let: spans,
    sees: { h: ['ceil(span_h / stride_h)', '1 / stride_h'], w: ['ceil(span_w / stride_w)', '1 / stride_w'] },
    shape: {
      channels: 'out_channels',
      h: '(in_h - 1) * stride_h - pad_top - pad_bottom + span_h + output_padding_h',
      w: '(in_w - 1) * stride_w - pad_left - pad_right + span_w + output_padding_w',
    },
    checks: {
      ...divides,
      'check/output-padding': {
        holds: 'output_padding_h < max(stride_h, dilation_h) && output_padding_w < max(stride_w, dilation_w)',
        about: 'output_padding',
      },
    },
    weightShape: ['in_channels', 'out_channels / groups', 'kernel_h', 'kernel_w'],
    params: { weights: 'in_channels * (out_channels / groups) * kernel_h * kernel_w', biases },
    counts: { macs: 'weights * in_h * in_w', output_macs: 'weights * out_h * out_w', bias_adds: 'biases * out_h * out_w' },
  },
  linear: {
    ...convolution,
    doc: 'Fully connected layer over a flat input, or over the channels of each position.',
    args: {
      out_features: { type: 'integer', doc: 'numbers that the layer makes' },
      over: {
        type: 'word',
        of: ['sample', 'positions'],
        default: 'sample',
        doc: 'what it reads whole: all of a sample, which is flat, or one position after the other',
      },
      bias: bias(true),
    },
    input: 'flat',
    inputWhere: 'is_sample',
    sees: 'all',
    shape: { channels: 'out_features' },
    weightShape: ['out_features', 'in_channels'],
    params: { weights: 'in_channels * out_features', biases },
    counts: { macs: 'weights * out_h * out_w', linear_params: 'weights + biases', bias_adds: 'biases * out_h * out_w' },
  },
} as const satisfies Record<string, Op>;
