import type { Op } from './op.ts';

/** A dimension of 1 is stretched to that of the others. */
const elementWise = {
  args: {},
  merges: 'broadcast',
  shape: { channels: 'max_channels', h: 'max_h', w: 'max_w' },
  memory: 'in-place',
  counts: { merge_elements: '(inputs - 1) * out_elements' },
} as const satisfies Partial<Op>;

export const mergingOps = {
  add: { doc: 'Element-wise sum. A dimension of 1 is stretched.', hasShortcut: true, ...elementWise },
  subtract: { doc: 'The first input less the others, element by element. A dimension of 1 is stretched.', ...elementWise },
  multiply: { doc: 'Element-wise product. A dimension of 1 is stretched, as a squeeze-and-excite gate is over its map.', ...elementWise },
  maximum: { doc: 'The largest of each element. A dimension of 1 is stretched.', ...elementWise },
  matmul: {
    doc: 'The matrix product of two maps, channel by channel: height x width times height x width. One channel stands for as many as the other map has.',
    args: { factor: { type: 'number', default: 1, doc: 'what each product is multiplied by, as attention does by 1 / sqrt(d)' } },
    merges: 'product',
    sees: 'all',
    shape: { channels: 'max_channels', h: 'in_h', w: 'other_w' },
    checks: {
      'check/matmul': {
        holds: 'inputs == 2 && in_w == other_h && (in_channels == other_channels || in_channels == 1 || other_channels == 1)',
        about: 'from',
      },
    },
    counts: { macs: 'out_elements * in_w', product_macs: 'out_elements * in_w' },
  },
  concat: { doc: 'The maps of all inputs, one after the other.', args: {}, merges: 'size', shape: { channels: 'sum_channels' } },
} as const satisfies Record<string, Op>;
