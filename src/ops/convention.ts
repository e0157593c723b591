/** Counting conventions: which counts enter a network's total, and with what factor. They are data; a new one is one entry. */
import type { OpName } from './index.ts';
import type { Measure } from './measure.ts';

/** The factor of a count: one for all ops, or one for each op that it is counted of. */
export type Factors = Partial<Readonly<Record<Measure, number | Partial<Readonly<Record<OpName, number>>>>>>;

export interface Convention {
  /** What the total is called. */
  readonly unit: string;
  readonly doc: string;
  /** Where the rules were read, for those of other tools. */
  readonly source?: string;
  readonly factors: Factors;
}

const eachOf = <O extends OpName>(factor: number, ...ops: O[]) => Object.fromEntries(ops.map((op) => [op, factor])) as Record<O, number>;

/** A transposed convolution as some tools count it: by its output positions. */
const outputMacs = { macs: eachOf(1, 'conv2d', 'linear'), output_macs: 1 } as const;

export const conventions = {
  macs: {
    unit: 'MACs',
    doc: 'multiply-adds of convolutions, linear layers and matrix products; no bias, normalisation, activation, pooling or addition',
    factors: { macs: 1 },
  },
  flops: {
    unit: 'FLOPs (2 x MACs)',
    doc: 'two operations, a multiplication and an addition, for each multiply-add of convolutions, linear layers and matrix products',
    factors: { macs: 2 },
  },
  'macs-gap': {
    unit: 'MACs + pooled',
    doc: 'macs, and one for each element that a global average pooling reads',
    factors: { macs: 1, gap_inputs: 1 },
  },
  fvcore: {
    unit: 'fvcore flops',
    doc: 'what fvcore calls flops: macs, normalisations (batch 2, layer and group 5 an element, one less without scale), adaptive and global average pooling 1 an input, upsampling 1 an output (bilinear 4)',
    source: 'facebookresearch/fvcore fvcore/nn/jit_handles.py @017141c4, flop_count.py @052545c4',
    factors: {
      macs: 1,
      norm_elements: { 'batch-norm': 1, 'layer-norm': 4, 'group-norm': 4 },
      scaled_elements: 1,
      pool_inputs: eachOf(1, 'global-avg-pool', 'adaptive-avg-pool'),
      nearest_elements: 1,
      bilinear_elements: 4,
    },
  },
  thop: {
    unit: 'thop MACs',
    doc: 'what thop calls MACs: macs, batch and layer normalisation 4 an element (2 without scale and shift), PReLU 1, softmax 3 an element less one a position, average pooling 1 an output, adaptive and global average pooling 1 an input and 1 an output, upsampling 1 an output (bilinear 11)',
    source: 'Lyken17/pytorch-OpCounter thop/vision/basic_hooks.py @9e106f34, calc_func.py @8f115d4a',
    factors: {
      ...outputMacs,
      norm_elements: eachOf(2, 'batch-norm', 'layer-norm'),
      affine_elements: eachOf(2, 'batch-norm', 'layer-norm'),
      activation_elements: { prelu: 1, softmax: 3 },
      activation_positions: { softmax: -1 },
      pool_inputs: eachOf(1, 'global-avg-pool', 'adaptive-avg-pool'),
      pool_outputs: eachOf(1, 'avg-pool', 'global-avg-pool', 'adaptive-avg-pool'),
      nearest_elements: 1,
      bilinear_elements: 11,
    },
  },
  torchinfo: {
    unit: 'torchinfo mult-adds',
    doc: 'what torchinfo calls mult-adds: macs and biases of convolutions once an output, and the parameters of linear layers, normalisations and PReLU once a sample',
    source: 'TylerYep/torchinfo torchinfo/layer_info.py @01fa0ce6',
    factors: {
      macs: { conv2d: 1 },
      output_macs: 1,
      linear_params: 1,
      bias_adds: eachOf(1, 'conv2d', 'conv-transpose2d'),
      norm_params: 1,
      weights: { prelu: 1 },
    },
  },
} as const satisfies Record<string, Convention>;

export type ConventionName = keyof typeof conventions;
export const conventionNames = Object.keys(conventions) as ConventionName[];
export const isConvention = (name: string): name is ConventionName => Object.hasOwn(conventions, name);
