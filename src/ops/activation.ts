import type { Argument, Op } from './op.ts';

const activation = (doc: string): Op => ({ doc, args: {}, countedAs: 'activation', counts: { activation_elements: 'out_elements' }, memory: 'in-place' });

const axis: Argument = { type: 'word', of: ['channels', 'height', 'width'], default: 'channels', doc: 'what the sum is taken along' };

export const activationOps = {
  relu: activation('max(x, 0)'),
  relu6: activation('min(max(x, 0), 6)'),
  'leaky-relu': activation('x where positive, else a small fixed multiple of x'),
  prelu: {
    ...activation('x where positive, else a learned multiple of x'),
    args: { num_parameters: { type: 'integer', default: 1, doc: 'learned multiples: 1, or one per channel' } },
    checks: { 'check/prelu': { holds: 'num_parameters == 1 || num_parameters == in_channels', about: 'num_parameters' } },
    weightShape: ['num_parameters'],
    params: { weights: 'num_parameters' },
  },
  silu: activation('x * sigmoid(x), also called swish'),
  'hard-swish': activation('x * min(max(x + 3, 0), 6) / 6'),
  'hard-sigmoid': activation('min(max(x + 3, 0), 6) / 6'),
  sigmoid: activation('1 / (1 + exp(-x))'),
  tanh: activation('hyperbolic tangent'),
  gelu: activation('x * (normal distribution function of x)'),
  'quick-gelu': activation('x * sigmoid(1.702 * x), a gelu without its distribution function (CLIP)'),
  elu: activation('x where positive, else exp(x) - 1'),
  softplus: activation('log(1 + exp(x))'),
  mish: activation('x * tanh(log(1 + exp(x)))'),
  softmax: {
    ...activation('exp(x) over its sum, across the channels or along a side'),
    args: { axis },
    input: 'map',
    inputWhere: '!is_channels',
    sees: 'all',
    counts: {
      activation_elements: 'out_elements',
      activation_positions: 'out_elements / (is_channels ? out_channels : is_height ? out_h : out_w)',
    },
  },
} as const satisfies Record<string, Op>;
