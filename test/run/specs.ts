/** Random small networks in which every op can stand with every argument that it takes. Sizes are expressions over the input at hand, so that nearly all are valid. */
import fc from 'fast-check';
import { SpecError } from '../../src/diagnostic/index.ts';
import type { Network } from '../../src/graph/network.ts';
import { run, written } from '../support.ts';

type Layer = Readonly<Record<string, unknown>>;
type Layers = readonly Layer[];
type Pair = readonly [number, number];

const int = (min: number, max: number) => fc.integer({ min, max });
const pair = (min: number, max: number) => fc.tuple(int(min, max), int(min, max));

type Word = 'plain' | 'same' | 'valid';
type Sides = readonly [top: number, bottom: number, left: number, right: number];

/** Extents of a window along each side, and the zeros around its input. */
interface Window {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: Word | Sides;
}

const sides = fc.tuple(int(0, 3), int(0, 3), int(0, 3), int(0, 3));
const windows: fc.Arbitrary<Window> = fc.record({
  kernel: pair(1, 4),
  stride: pair(1, 4),
  dilation: fc.oneof({ weight: 2, arbitrary: fc.constant<Pair>([1, 1]) }, pair(1, 3)),
  padding: fc.oneof<[fc.Arbitrary<Sides>, fc.Arbitrary<Word>]>(sides, fc.constantFrom('plain', 'same', 'valid')),
});

const undilated = (window: Window): Window => ({ ...window, dilation: [1, 1] });

/** The kernel, made no larger than its input; what is padded by half of it wants it odd. */
const fitted = ({ kernel, dilation, padding }: Window) => {
  const fit = (length: number, step: number, size: string, around: number) => `min(${length}, floor((${size} + ${around} - 1) / ${step}) + 1)`;
  if (padding === 'same') return kernel;
  if (padding === 'plain') return kernel.map((length) => 2 * Math.floor(length / 2) + 1);
  const [top, bottom, left, right] = padding === 'valid' ? [0, 0, 0, 0] : padding;
  return [fit(kernel[0], dilation[0], 'in_h', top + bottom), fit(kernel[1], dilation[1], 'in_w', left + right)];
};

/** The distance from a window's first tap to its last. */
const reach = ({ kernel, dilation }: Window): Pair => [dilation[0] * (kernel[0] - 1), dilation[1] * (kernel[1] - 1)];

const groupings = fc.oneof(
  fc.record({ groups: fc.constant(1), out_channels: int(1, 6) }),
  fc.integer({ min: 2, max: 3 }).chain((groups) => {
    const divided = `(in_channels % ${groups} == 0 ? ${groups} : 1)`;
    return fc.record({ groups: fc.constant(divided), out_channels: int(1, 3).map((each) => `${each} * ${divided}`) });
  }),
  fc.record({ groups: fc.constant('in_channels'), out_channels: fc.constantFrom('in_channels', '2 * in_channels') }),
);

const activations = fc.constantFrom(
  'relu',
  'relu6',
  'leaky-relu',
  'prelu',
  'silu',
  'hard-swish',
  'hard-sigmoid',
  'sigmoid',
  'tanh',
  'gelu',
  'quick-gelu',
  'elu',
  'softplus',
  'mish',
  'softmax',
);
const sugar = fc.record({ norm: fc.constantFrom('none', 'none', 'batch'), activation: fc.oneof(fc.constant('none'), activations) });

const convolution: fc.Arbitrary<Layer> = fc.tuple(windows, groupings, fc.boolean(), sugar).map(([window, grouping, bias, after]) => {
  const { stride, dilation, padding } = window;
  return { op: 'conv2d', kernel_size: fitted(window), stride, dilation, padding, bias, ...grouping, ...after };
});

const transposed: fc.Arbitrary<Layer> = fc.tuple(windows, groupings, fc.boolean(), pair(0, 3), sugar).map(([window, grouping, bias, more, after]) => {
  const { kernel, stride, dilation, padding } = window;
  const [tall, wide] = reach(window);
  const [rows, columns] = [`(in_h - 1) * ${stride[0]} + ${tall}`, `(in_w - 1) * ${stride[1]} + ${wide}`];
  // what is cut off leaves at least one row and one column
  const cut = (before: number, behind: number, most: string) => [`min(${before}, ${most})`, `min(${behind}, max(${most} - ${before}, 0))`];
  const sides = typeof padding === 'string' ? padding : [...cut(padding[0], padding[1], rows), ...cut(padding[2], padding[3], columns)];
  const added = [0, 1].map((side) => Math.min(more[side] as number, Math.max(stride[side] as number, dilation[side] as number) - 1));
  const shape = { kernel_size: kernel, stride, dilation, padding: sides, output_padding: added };
  return { op: 'conv-transpose2d', ...shape, bias, ...grouping, ...after, if: 'in_h * in_w <= 36' };
});

const pooling: fc.Arbitrary<Layer> = fc
  .tuple(windows, fc.constantFrom('max-pool', 'avg-pool'), fc.boolean(), fc.boolean(), fc.boolean())
  .map(([drawn, op, ceil_mode, strided, count_include_pad]) => {
    const window = op === 'max-pool' ? drawn : undilated(drawn);
    const { stride, dilation, padding } = window;
    const [tall, wide] = reach(window);
    const sides = typeof padding === 'string' ? padding : padding.map((zeros, side) => Math.min(zeros, Math.floor(((side < 2 ? tall : wide) + 1) / 2)));
    const own = op === 'max-pool' ? { dilation } : { count_include_pad };
    return { op, kernel_size: fitted(window), padding: sides, ceil_mode, ...(strided && { stride }), ...own };
  });

/** What a grouping of channels can always be. */
const divisor = fc.constantFrom('1', 'in_channels', '(in_channels % 2 == 0 ? 2 : 1)', '(in_channels % 3 == 0 ? 3 : 1)');

const affine = fc.constantFrom(true, false, 'scale', 'shift');

/** Layers over maps and flat tensors alike, whose output has the shape of the input. */
const anywhere: fc.Arbitrary<Layer> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.oneof(
      activations.map((op) => ({ op })),
      fc.constant({ op: 'prelu', num_parameters: 'in_channels' }),
    ),
  },
  fc.record({ op: fc.constantFrom('batch-norm', 'layer-norm'), affine }),
  fc.record({ op: fc.constant('group-norm'), groups: divisor, affine }),
  fc.record({ op: fc.constant('channel-shuffle'), groups: divisor }),
  fc.constantFrom({ op: 'scale' }, { op: 'dropout' }),
);

const kept: fc.Arbitrary<Layer> = fc.oneof(
  { weight: 3, arbitrary: anywhere },
  fc.record({ op: fc.constant('shift'), kernel_size: int(1, 4) }),
  fc.record({
    op: fc.constant('conv2d'),
    out_channels: fc.constant('in_channels'),
    kernel_size: fc.constantFrom(1, 3, [3, 1], [1, 5]),
    dilation: int(1, 2),
    groups: divisor,
    bias: fc.boolean(),
  }),
);

const slice: fc.Arbitrary<Layer> = fc.constantFrom(
  { op: 'slice', channels: 'ceil(in_channels / 2)' },
  { op: 'slice', channels: 'ceil(in_channels / 2)', start: 'floor(in_channels / 2)' },
);
const maps = fc.record({ op: fc.constant('pad'), channels: fc.oneof(int(0, 2), pair(0, 2)) });

/** Layers that may change how many maps there are, and nothing else. */
const widening = fc.oneof(
  { weight: 2, arbitrary: kept },
  slice,
  maps,
  fc.record({ op: fc.constant('conv2d'), out_channels: int(1, 4), kernel_size: fc.constant(1) }),
  fc.record({ op: fc.constant('linear'), out_features: int(1, 4), over: fc.constant('positions'), bias: fc.boolean() }),
);

const some = (layer: fc.Arbitrary<Layer>, most: number) => fc.array(layer, { maxLength: most });
const branches = (merge: string, layer: fc.Arbitrary<Layer>) =>
  fc.record({ branches: fc.array(some(layer, 2), { minLength: 2, maxLength: 3 }), merge: fc.constant(merge) });

const one = { op: 'conv2d', out_channels: 1, kernel_size: 1, activation: 'sigmoid' };
const gates = fc.constantFrom<Layers>(
  [{ op: 'global-avg-pool' }],
  [{ op: 'global-max-pool' }],
  [{ op: 'global-max-pool' }, one],
  [one],
  [{ op: 'global-avg-pool' }, one],
  [{ op: 'adaptive-avg-pool', output_size: ['in_h', 1] }],
);

const elementWiseMerges = ['add', 'subtract', 'multiply', 'maximum'] as const;
const elementWise = fc.constantFrom(...elementWiseMerges);

const half = (size: string) => `(${size} % 2 == 0 ? 2 : 1)`;
const rearranged = fc.constantFrom<Layer>(
  { op: 'rearrange', pattern: 'c h w -> c w h' },
  { op: 'rearrange', pattern: 'c h w -> h (w c) 1' },
  { op: 'rearrange', pattern: '(g c) h w -> (c g) h w', g: half('in_channels') },
  { op: 'rearrange', pattern: 'c (nh ph) (nw pw) -> c (nh nw) (ph pw)', ph: half('in_h'), pw: half('in_w') },
  { op: 'rearrange', pattern: '(a b c) h w -> c (h a) (w b)', a: half('in_channels'), b: 1 },
);
const along = fc.record({ op: fc.constant('softmax'), axis: fc.constantFrom('channels', 'height', 'width') });

const merging: fc.Arbitrary<Layer> = fc.oneof(
  ...elementWiseMerges.map((merge) => branches(merge, kept)),
  branches('concat', widening),
  fc.record({ branches: fc.tuple(some(kept, 1), gates), merge: elementWise }),
  fc.record({ branches: fc.tuple(gates, gates), merge: elementWise }),
  fc.record({ op: fc.constant('squeeze-excite'), reduced_channels: int(1, 3) }),
  fc.constantFrom({ op: 'graph' }, { op: 'twice' }, { op: 'product' }, { op: 'product' }, { op: 'product' }, { op: 'product' }),
);

const mode = fc.constantFrom('nearest', 'bilinear');

const resizing: fc.Arbitrary<Layer> = fc.oneof(
  fc.record({ op: fc.constant('adaptive-avg-pool'), output_size: pair(1, 5) }),
  fc.record({ op: fc.constant('upsample'), scale_factor: pair(1, 3), mode, align_corners: fc.boolean(), if: fc.constant('in_h * in_w <= 36') }),
  fc.record({ op: fc.constant('resize'), size: pair(1, 9), mode, align_corners: fc.boolean() }),
  fc.record({ op: fc.constant('pad'), padding: fc.oneof(int(0, 2), fc.tuple(int(0, 2), int(0, 2), int(0, 2), int(0, 2))), channels: pair(0, 1) }),
);

const onMaps = fc.oneof(
  { weight: 4, arbitrary: convolution },
  { weight: 3, arbitrary: transposed },
  { weight: 4, arbitrary: pooling },
  { weight: 3, arbitrary: kept },
  { weight: 3, arbitrary: merging },
  { weight: 3, arbitrary: resizing },
  rearranged,
  along,
  slice,
  maps,
);

const flat: fc.Arbitrary<Layer> = fc.oneof(
  { weight: 2, arbitrary: anywhere },
  { weight: 2, arbitrary: fc.tuple(int(1, 6), fc.boolean(), sugar).map(([out_features, bias, after]) => ({ op: 'linear', out_features, bias, ...after })) },
  slice,
  maps,
  branches('concat', anywhere),
  ...elementWiseMerges.map((merge) => branches(merge, anywhere)),
);

const tail: fc.Arbitrary<Layers> = fc.oneof(
  fc.constant<Layers>([]),
  fc.tuple(fc.constantFrom<Layers>([], [{ op: 'global-avg-pool' }]), some(flat, 4)).map(([before, after]) => [...before, { op: 'flatten' }, ...after]),
);

/** Graphs that nesting cannot draw, and weights that are shared. */
const blocks = {
  graph: {
    layers: [
      { op: 'tanh', name: 'a' },
      { op: 'conv2d', out_channels: 'in_channels', kernel_size: 3, name: 'b' },
      { op: 'add', from: ['a', 'b', 'input'], name: 'c' },
      { op: 'concat', from: ['c', 'a'] },
    ],
  },
  product: {
    layers: [
      { op: 'rearrange', pattern: 'c h w -> c w h', name: 'turned' },
      { op: 'matmul', from: ['input', 'turned'], factor: 0.5, name: 'square' },
      { op: 'conv2d', out_channels: 1, kernel_size: 1, from: 'turned', name: 'one' },
      { op: 'matmul', from: ['square', 'input'], name: 'back' },
      { op: 'matmul', from: ['back', 'one'] },
    ],
  },
  twice: {
    layers: [
      { op: 'conv2d', out_channels: 'in_channels', kernel_size: 3, bias: true, norm: 'batch', name: 'whole' },
      { op: 'conv2d', out_channels: 'ceil(in_channels / 2)', kernel_size: 3, bias: true, part_of: 'whole' },
    ],
  },
};

export interface Sample {
  /** What stands below a spec's version, name and input. */
  readonly text: string;
  readonly input: readonly [number, number, number];
  readonly batch: number;
  readonly seed: number;
}

export const samples: fc.Arbitrary<Sample> = fc
  .record({
    input: fc.tuple(int(1, 6), int(1, 9), int(1, 9)),
    layers: fc.tuple(fc.array(onMaps, { minLength: 1, maxLength: 5 }), tail).map((lists) => lists.flat()),
    batch: int(1, 2),
    seed: int(0, 1e6),
  })
  .map(({ layers, ...sample }) => ({ ...sample, text: `use: [squeeze-excite]\nblocks: ${JSON.stringify(blocks)}\nlayers: ${JSON.stringify(layers)}` }));

/** The network of a sample; what is not valid, as few are, is drawn anew. */
export function networkOf({ text, input }: Sample): Network {
  try {
    return run(written(text, JSON.stringify(input)));
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    fc.pre(false);
    throw error;
  }
}
