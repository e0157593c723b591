/** The arguments and shapes that convolutions and poolings share: a window that slides over a padded map. */
import type { Argument, Formula } from './op.ts';

export const kernelSize: Argument = { type: 'pair', parts: ['kernel_h', 'kernel_w'], doc: 'window size' };
export const stride: Argument = { type: 'pair', parts: ['stride_h', 'stride_w'], default: 1, doc: 'step of the window' };
export const dilation: Argument = { type: 'pair', parts: ['dilation_h', 'dilation_w'], default: 1, doc: "distance of the window's taps" };
export const padding: Argument = {
  type: 'padding',
  parts: ['pad_top', 'pad_bottom', 'pad_left', 'pad_right'],
  min: 0,
  doc: 'zeros around the map',
};

/** Elements that a window spans along height and width, dilation included. */
export const spans = { span_h: 'dilation_h * (kernel_h - 1) + 1', span_w: 'dilation_w * (kernel_w - 1) + 1' };

/** What an element of the output sees along height and width: so many of the input, and how far apart neighbours stand in it. */
export const slides = { h: ['span_h', 'stride_h'], w: ['span_w', 'stride_w'] } as const;

/** The output of a sliding window, as PyTorch and ONNX give it: floor((in + padding - span) / stride) + 1. */
export const slid = {
  h: 'floor((in_h + pad_top + pad_bottom - span_h) / stride_h) + 1',
  w: 'floor((in_w + pad_left + pad_right - span_w) / stride_w) + 1',
};

export const fits = {
  'check/kernel': { holds: 'span_h <= in_h + pad_top + pad_bottom && span_w <= in_w + pad_left + pad_right', about: 'kernel_size' },
} as const;

/** The zeros along a side that make the output ceil(in / stride); at stride 1 they do not depend on the size of the map. */
const missing = (side: 'h' | 'w'): Formula =>
  `(stride_${side} == 1 ? span_${side} - 1 : max((ceil(in_${side} / stride_${side}) - 1) * stride_${side} + span_${side} - in_${side}, 0))`;

/** Paddings by name, the formula of each side. */
export const paddings: Readonly<Record<string, Readonly<Record<string, Formula>>>> = {
  /** What papers mean by a plain k x k layer, floor(dilation * (kernel_size - 1) / 2): half of the window's reach, on each side. */
  plain: {
    pad_top: 'floor((span_h - 1) / 2)',
    pad_bottom: 'floor((span_h - 1) / 2)',
    pad_left: 'floor((span_w - 1) / 2)',
    pad_right: 'floor((span_w - 1) / 2)',
  },
  /** TensorFlow's: the zeros that make the output ceil(in / stride), the odd one at the end. */
  same: {
    pad_top: `floor(${missing('h')} / 2)`,
    pad_bottom: `ceil(${missing('h')} / 2)`,
    pad_left: `floor(${missing('w')} / 2)`,
    pad_right: `ceil(${missing('w')} / 2)`,
  },
  /** TensorFlow's: none. */
  valid: { pad_top: '0', pad_bottom: '0', pad_left: '0', pad_right: '0' },
};
