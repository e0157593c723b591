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
  concat: { doc: 'The maps of all inputs, one after the other.', args: {}, merges: 'size', shape: { channels: 'sum_channels' } },
} as const satisfies Record<string, Op>;
