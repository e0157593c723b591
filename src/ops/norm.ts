import type { Argument, Op } from './op.ts';

const affine: Argument = {
  type: 'boolean',
  of: ['scale', 'shift'],
  parts: ['scales', 'shifts'],
  default: true,
  doc: 'learns a scale and a shift per channel, or one of the two',
};
const rest = {
  countedAs: 'norm',
  weightShape: ['in_channels'],
  params: { norm_params: '(scales ? in_channels : 0) + (shifts ? in_channels : 0)' },
  counts: {
    norm_elements: 'out_elements',
    affine_elements: 'scales || shifts ? out_elements : 0',
    scaled_elements: 'scales ? out_elements : 0',
  },
  memory: 'in-place',
} as const satisfies Partial<Op>;

export const normOps = {
  'batch-norm': {
    doc: 'Batch normalisation, as at inference: a scale and a shift per channel. The running mean and variance are state, not parameters.',
    args: { affine },
    ...rest,
    counts: { ...rest.counts, norm_state: '2 * in_channels' },
  },
  'layer-norm': { doc: 'Layer normalisation over the channels of each position (ConvNeXt).', args: { affine }, ...rest },
  'group-norm': {
    doc: 'Group normalisation.',
    sees: 'all',
    args: { groups: { type: 'integer', default: 32, doc: 'groups of channels' }, affine },
    checks: { 'check/group-norm': { holds: 'in_channels % groups == 0', about: 'groups' } },
    ...rest,
  },
} as const satisfies Record<string, Op>;

export const scalingOps = {
  scale: {
    doc: 'Multiplies each channel by a learned number, as the layer scale of ConvNeXt does.',
    args: {},
    weightShape: ['in_channels'],
    params: { weights: 'in_channels' },
    counts: { merge_elements: 'out_elements' },
    memory: 'in-place',
  },
} as const satisfies Record<string, Op>;
