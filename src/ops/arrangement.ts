import type { Argument, Op } from './op.ts';
import { padding } from './window.ts';

const between: Readonly<Record<string, Argument>> = {
  mode: { type: 'word', of: ['nearest', 'bilinear'], default: 'nearest', doc: 'how values between are found' },
  align_corners: {
    type: 'boolean',
    default: false,
    doc: 'of bilinear: the first and last elements of both maps lie upon each other, not the outer edges of these elements',
  },
};
const resampled = {
  input: 'map',
  resamples: true,
  counts: { nearest_elements: 'is_nearest ? out_elements : 0', bilinear_elements: 'is_bilinear ? out_elements : 0' },
} as const satisfies Partial<Op>;

export const arrangementOps = {
  slice: {
    doc: 'The maps from `start` on, `channels` of them.',
    args: { channels: { type: 'integer', doc: 'maps kept' }, start: { type: 'integer', default: 0, min: 0, doc: 'maps skipped first' } },
    shape: { channels: 'channels' },
    checks: { 'check/slice': { holds: 'start + channels <= in_channels', about: 'channels' } },
    counts: { sliced_maps: 'in_channels - out_channels' },
    memory: 'view',
  },
  'channel-shuffle': {
    doc: 'Transposes the channels between groups (ShuffleNet).',
    args: { groups: { type: 'integer', doc: 'groups of channels' } },
    checks: { 'check/shuffle': { holds: 'in_channels % groups == 0', about: 'groups' } },
  },
  rearrange: {
    doc: 'The elements of a map in another order and shape, by a pattern of einops: the axes of channels, height and width before and after. Sizes that do not follow from the input are arguments by the name of their axis.',
    args: { pattern: { type: 'pattern', doc: 'such as "(heads d) n 1 -> heads n d", with heads: 4' } },
    input: 'map',
    sees: 'all',
    shape: {},
  },
  pad: {
    doc: 'Zeros around the maps and, with `channels`, whole maps of zeros before and after.',
    args: {
      padding: { ...padding, default: 0 },
      channels: { type: 'pair', parts: ['maps_before', 'maps_after'], default: 0, min: 0, doc: 'maps of zeros: a number for both ends, or [before, after]' },
    },
    shape: { channels: 'in_channels + maps_before + maps_after', h: 'in_h + pad_top + pad_bottom', w: 'in_w + pad_left + pad_right' },
  },
  shift: {
    doc: 'Moves each map by one of the kernel_size x kernel_size offsets, without weights (Shift, arXiv:1711.08141).',
    args: { kernel_size: { type: 'integer', default: 3, doc: 'offsets along each side' } },
    sees: { h: ['kernel_size', '1'], w: ['kernel_size', '1'] },
    input: 'map',
  },
  flatten: {
    doc: 'A map as one row of numbers.',
    args: {},
    flattens: true,
    shape: { channels: 'in_channels * in_h * in_w', h: '1', w: '1' },
    memory: 'view',
  },
  dropout: { doc: 'Nothing at inference.', args: { p: { type: 'number', default: 0.5, min: 0, doc: 'probability to drop' } }, memory: 'view' },
  upsample: {
    doc: 'Enlarges a map by scale_factor.',
    args: {
      scale_factor: { type: 'pair', parts: ['scale_h', 'scale_w'], default: 2, doc: 'whole enlargement, or [height, width]' },
      ...between,
    },
    ...resampled,
    sees: { h: ['is_bilinear ? 2 : 1', '1 / scale_h'], w: ['is_bilinear ? 2 : 1', '1 / scale_w'] },
    shape: { h: 'in_h * scale_h', w: 'in_w * scale_w' },
  },
  resize: {
    doc: 'A map at another size, larger or smaller.',
    args: { size: { type: 'pair', parts: ['size_h', 'size_w'], doc: 'height and width of the output' }, ...between },
    ...resampled,
    sees: { h: ['is_bilinear ? 2 : 1', 'in_h / out_h'], w: ['is_bilinear ? 2 : 1', 'in_w / out_w'] },
    shape: { h: 'size_h', w: 'size_w' },
  },
} as const satisfies Record<string, Op>;
