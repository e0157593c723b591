import type { Op } from './op.ts';

const elementWise = { args: {}, memory: 'in-place', counts: { merge_elements: '(inputs - 1) * out_elements' } } as const satisfies Partial<Op>;

export const mergingOps = {
  add: { doc: 'Element-wise sum of tensors of one shape.', merges: 'same', ...elementWise },
  multiply: {
    doc: 'Element-wise product; a dimension of 1 is stretched, as a squeeze-and-excite gate is over its map.',
    merges: 'broadcast',
    shape: { channels: 'max_channels', h: 'max_h', w: 'max_w' },
    ...elementWise,
  },
  concat: { doc: 'The maps of all inputs, one after the other.', args: {}, merges: 'size', shape: { channels: 'sum_channels' } },
} as const satisfies Record<string, Op>;
