import type { Argument, Op } from './op.ts';
import { dilation, fits, kernelSize, padding, slides, spans, stride } from './window.ts';

const strided: Argument = { ...stride, default: 'kernel_size', doc: "step of the window; the window's size unless given" };
const ceilMode: Argument = { type: 'boolean', default: false, doc: 'lets the last window reach past the end, but not start there' };
const countIncludePad: Argument = {
  type: 'boolean',
  default: true,
  doc: "counts the padding's zeros in the mean, as PyTorch does; TensorFlow leaves them out, so false is its padding `same`",
};
const once = { pool_inputs: 'in_elements', pool_outputs: 'out_elements' } as const;

/** As PyTorch: in ceil mode a window that would start past the input and its leading padding is left out. */
const slidOrCeiled = (side: 'h' | 'w', before: string, after: string) => {
  const steps = `(in_${side} + ${before} + ${after} - span_${side}) / stride_${side}`;
  return `ceil_mode ? ceil(${steps}) + 1 - (ceil(${steps}) * stride_${side} >= in_${side} + ${before}) : floor(${steps}) + 1`;
};

const windowed = {
  input: 'map',
  pools: 'windows',
  let: spans,
  sees: slides,
  shape: { h: slidOrCeiled('h', 'pad_top', 'pad_bottom'), w: slidOrCeiled('w', 'pad_left', 'pad_right') },
  checks: {
    ...fits,
    'check/pool-padding': { holds: '2 * max(pad_top, pad_bottom) <= span_h && 2 * max(pad_left, pad_right) <= span_w', about: 'padding' },
  },
  counts: { ...once, pool_taps: 'out_elements * kernel_h * kernel_w' },
} as const satisfies Partial<Op>;

export const poolingOps = {
  'max-pool': {
    doc: 'The largest of each window. Padding defaults to 0.',
    args: { kernel_size: kernelSize, stride: strided, padding: { ...padding, default: 0 }, dilation, ceil_mode: ceilMode },
    ...windowed,
  },
  'avg-pool': {
    doc: 'The mean of each window. Padding defaults to 0. What ceil_mode reaches past the padding is never counted.',
    args: { kernel_size: kernelSize, stride: strided, padding: { ...padding, default: 0 }, ceil_mode: ceilMode, count_include_pad: countIncludePad },
    ...windowed,
    let: { span_h: 'kernel_h', span_w: 'kernel_w' },
  },
  'global-max-pool': {
    doc: 'The largest of each map.',
    args: {},
    sees: 'all',
    input: 'map',
    pools: 'map',
    shape: { h: '1', w: '1' },
    counts: { ...once, pool_taps: 'in_elements' },
  },
  'global-avg-pool': {
    doc: 'The mean of each map.',
    args: {},
    sees: 'all',
    input: 'map',
    pools: 'map',
    shape: { h: '1', w: '1' },
    counts: { ...once, pool_taps: 'in_elements', gap_inputs: 'in_elements' },
  },
  'adaptive-avg-pool': {
    doc: 'The mean over windows that divide the map evenly into output_size parts.',
    args: { output_size: { type: 'pair', parts: ['output_h', 'output_w'], doc: 'height and width of the output' } },
    input: 'map',
    pools: 'parts',
    sees: { h: ['ceil(in_h / out_h)', 'in_h / out_h'], w: ['ceil(in_w / out_w)', 'in_w / out_w'] },
    shape: { h: 'output_h', w: 'output_w' },
    counts: { ...once },
  },
} as const satisfies Record<string, Op>;
