/** Peak memory against examples worked by hand, and against a simulation that holds the live tensors of every step as sets. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/cost/analysis.ts';
import { type MemoryRule, memoryRuleNames, memoryRules } from '../../src/cost/basis.ts';
import { peakMemory } from '../../src/cost/memory.ts';
import { formulasOf } from '../../src/graph/formulas.ts';
import type { Network, NetworkLayer, Size } from '../../src/graph/network.ts';
import { library } from '../../src/node/files.ts';
import { run, shipped, written } from '../support.ts';

/** A piece of memory: what it holds, and the tensors (-1 is the input) that live in it, each with the place where its elements start. */
interface Storage {
  readonly elements: number;
  readonly tensors: ReadonlyMap<number, string>;
}

const normalises = /-norm$/;
const activations = new Set([
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
]);
const views = new Set(['flatten', 'slice', 'dropout']);
const merges = new Set(['add', 'multiply']);

/** Runs the layers one by one and holds what is alive in lists; where several inputs may be written over, tries each, and gives the least peak. */
function simulate({ layers, input, outputs }: Pick<Network, 'layers' | 'input' | 'outputs'>, rule: MemoryRule): number {
  const elements = ({ channels, h, w }: Size) => channels * h * w;
  const sizeOf = (tensor: number) => layers[tensor]?.output ?? input;
  const readers = new Map<number, Set<number>>();
  const readersOf = (tensor: number) => {
    const found = readers.get(tensor) ?? new Set<number>();
    readers.set(tensor, found);
    return found;
  };
  for (const [step, layer] of layers.entries()) for (const tensor of layer.inputs) readersOf(tensor).add(step);
  // who runs the network reads its output once all is done
  for (const { index } of outputs) readersOf(index).add(Number.POSITIVE_INFINITY);
  const readAfter = ({ tensors }: Storage, step: number) => [...tensors.keys()].some((tensor) => [...readersOf(tensor)].some((reader) => reader > step));

  const from = (step: number, storages: readonly Storage[]): number => {
    const layer = layers[step];
    if (layer === undefined) return 0;
    const { op, inputs, output: size } = layer;
    const holding = (tensor: number) => {
      const found = storages.find(({ tensors }) => tensors.has(tensor));
      if (found === undefined) throw new Error(`tensor ${tensor} is nowhere`);
      return found;
    };
    const startOf = (tensor: number) => holding(tensor).tensors.get(tensor);
    const mayOverwrite = (tensor: number) => {
      const source = holding(tensor);
      const isAlike = (['channels', 'h', 'w'] as const).every((side) => sizeOf(tensor)[side] === size[side]);
      const isClear = inputs.every((other) => !source.tensors.has(other) || startOf(other) === startOf(tensor));
      return isAlike && isClear && !source.tensors.has(-1) && !readAfter(source, step);
    };
    /** The storages with the output in the memory of a tensor. */
    const beside = (tensor: number, start = `part ${step}`) =>
      storages.map((one) => (one === holding(tensor) ? { ...one, tensors: new Map([...one.tensors, [step, start] as const]) } : one));
    const ways = (): readonly (readonly Storage[])[] => {
      const [only = -1] = inputs;
      if (views.has(op)) return [beside(only, elements(sizeOf(only)) === elements(size) ? startOf(only) : undefined)];
      const writesOver = normalises.test(op) || activations.has(op) || (merges.has(op) && rule === 'in-place');
      const targets = writesOver ? inputs.filter(mayOverwrite) : [];
      // memories of one size are worth the same
      const distinct = targets.filter((one, index) => targets.findIndex((other) => holding(other).elements === holding(one).elements) === index);
      if (distinct.length > 0) return distinct.map((target) => beside(target, startOf(target)));
      return [[...storages, { elements: elements(size), tensors: new Map([[step, `tensor ${step}`]]) }]];
    };
    const peaks = ways().map((next) => {
      const alive = next.filter((storage) => readAfter(storage, step) || [...inputs, step].some((tensor) => storage.tensors.has(tensor)));
      const now = alive.reduce((sum, storage) => sum + storage.elements, 0);
      return Math.max(now, from(step + 1, alive));
    });
    return Math.min(...peaks);
  };
  return from(0, [{ elements: elements(input), tensors: new Map([[-1, 'input']]) }]);
}

describe('the peak of', () => {
  const conv = (out: number, more = '') => `{op: conv2d, out_channels: ${out}, kernel_size: 1${more}}`;

  // the input is 2 x 4 x 4: 32 elements
  test.each<[what: string, layers: string, elements: number, at: string]>([
    ['a chain is its largest pair of input and output', `[${conv(4)}, ${conv(6)}, ${conv(1)}]`, 64 + 96, 'conv2d-2'],
    ['a norm and an activation is no more than what they write over', `[${conv(4, ', norm: batch, activation: relu')}]`, 32 + 64, 'conv2d-1'],
    ["an activation of the network's input is that and a copy", '[{op: relu}]', 32 + 32, 'relu-1'],
    ['a residual holds the shortcut while its branch runs', `[{branches: [[], [${conv(6)}, ${conv(2)}]], merge: add}]`, 32 + 96 + 32, 'conv2d-2'],
    // the input and both branches, of which the sum writes over one
    ['a merge is all that it reads', `[{branches: [[], [${conv(2)}], [${conv(2)}]], merge: add}]`, 32 + 32 + 32, 'conv2d-2'],
    ['a sum of a tensor and itself is that tensor', `[${conv(4, ', name: a')}, {op: add, from: [a, a]}]`, 32 + 64, 'a'],
    // both halves are read while the sum is written: neither can be where it goes
    [
      'a sum of two parts of one tensor is that and a copy',
      `[${conv(4, ', name: a')}, {op: slice, channels: 3, name: b}, {op: slice, channels: 3, start: 1, from: a, name: c}, {op: add, from: [b, c]}]`,
      64 + 48,
      'add-1',
    ],
    [
      'a product writes over the map, not over the gate',
      `[${conv(4, ', name: a')}, {op: global-avg-pool, name: g}, {op: multiply, from: [g, a]}]`,
      32 + 64,
      'a',
    ],
    ['a concat is its inputs and a copy of them', `[{branches: [[${conv(1)}], [${conv(3)}]], merge: concat}]`, 16 + 48 + 64, 'concat-1'],
    ['a view is what it looks at', `[${conv(4)}, {op: slice, channels: 1}, {op: flatten}, {op: linear, out_features: 3}]`, 32 + 64, 'conv2d-1'],
    // the slice keeps all 64 alive while the linear layer writes 70
    ['a view keeps all of what it looks at', `[${conv(4)}, {op: slice, channels: 1}, {op: flatten}, {op: linear, out_features: 70}]`, 64 + 70, 'linear-1'],
    // the shortcut still wants what relu reads, so that relu writes 64 more
    ['an activation whose input is read again is a copy', `[${conv(4)}, {branches: [[], [{op: relu}]], merge: add}]`, 64 + 64, 'relu-1'],
    ['a pooling is its input and its output', '[{op: max-pool, kernel_size: 2}]', 32 + 8, 'max-pool-1'],
  ])('%s', (_, layers, elements, at) => {
    const network = run(written(`layers: ${layers}`, '[2, 4, 4]'));
    const peak = peakMemory(network, 'in-place');
    expect([peak.elements, peak.path.join('/')]).toEqual([elements, at]);
    expect(simulate(network, 'in-place')).toBe(elements);
  });

  test('a network that gives its input back is that input', () => {
    const { elements } = peakMemory(run(written('layers: [{op: dropout}]', '[2, 4, 4]')), 'separate');
    expect(elements).toBe(32);
  });

  test.each(library.names('networks'))('%s is what the simulation finds', (name) => {
    const network = run(shipped(name));
    for (const rule of memoryRuleNames) expect(peakMemory(network, rule).elements).toBe(simulate(network, rule));
  });
});

describe('additions', () => {
  const bytes = (memory?: MemoryRule) => analyze(shipped('resnet-50'), memory && { memory }).peakMemory.bytes;

  // the 7.2 MB of ResNet-50 that MCUNet (arXiv:2007.10319) prints: the shortcut, what the last convolution of a block reads, and what it makes
  test('of ResNet-50 write over an input, as printed peaks assume', () => {
    expect(bytes()).toBe(4 * (256 * 56 * 56 + 256 * 56 * 56 + 64 * 56 * 56));
    expect(bytes('in-place')).toBe(7_225_344);
  });

  test('of ResNet-50 make a third map where they write to memory of their own', () => expect(bytes('separate')).toBe(4 * 3 * 256 * 56 * 56));

  test('say by which rule they were counted', () => {
    for (const memory of memoryRuleNames)
      expect(analyze(shipped('worked-example'), { memory }).peakMemory).toMatchObject({ rule: memory, definition: memoryRules[memory] });
  });
});

test('a random graph has the peak that the simulation finds', () => {
  const size = fc.integer({ min: 1, max: 9 });
  // each layer reads some of those before it; a graph has no shapes to agree on here, only sizes
  const layer = fc.record({
    op: fc.constantFrom<NetworkLayer['op']>('conv2d', 'relu', 'batch-norm', 'add', 'multiply', 'concat', 'slice', 'flatten', 'dropout', 'max-pool'),
    reads: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
    channels: size,
    h: size,
  });
  const one = (channels: number, h: number): Size => ({ channels, h, w: 1, flat: false });
  fc.assert(
    fc.property(fc.array(layer, { minLength: 1, maxLength: 12 }), size, fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), (drawn, channels, lasts) => {
      const input = one(channels, 3);
      const layers: Pick<NetworkLayer, 'op' | 'formulas' | 'path' | 'inputs' | 'inputSizes' | 'output'>[] = [];
      for (const [index, { op, reads, channels: made, h }] of drawn.entries()) {
        const inputs = (merges.has(op) || op === 'concat' ? reads : reads.slice(0, 1)).map((read) => (read % (index + 1)) - 1);
        const inputSizes = inputs.map((tensor) => layers[tensor]?.output ?? input);
        const keeps = op === 'relu' || op === 'batch-norm' || op === 'dropout' || op === 'flatten';
        // half of the merges have the size of an input, which they may then write over
        const like = keeps || (merges.has(op) && made % 2 === 0);
        layers.push({ op, formulas: formulasOf(op), path: [String(index)], inputs, inputSizes, output: like ? (inputSizes[0] ?? input) : one(made, h) });
      }
      const outputs = lasts.map((last) => ({ index: (last % (layers.length + 1)) - 1 }));
      const network = { input, outputs, layers: layers as unknown as readonly NetworkLayer[] } as unknown as Network;
      for (const rule of memoryRuleNames) expect(peakMemory(network, rule).elements).toBe(simulate(network, rule));
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['float64', 8],
  ['float32', 4],
  ['float16', 2],
  ['bfloat16', 2],
  ['int8', 1],
] as const)('an element of %s takes %i bytes, in activations and in weights', (dataType, width) => {
  const { peakMemory: peak, weightBytes } = analyze(written('layers: [{op: conv2d, out_channels: 4, kernel_size: 1, bias: true}]', '[2, 4, 4]'), {
    dataType,
    batch: 3,
  });
  expect([peak.bytes, weightBytes]).toEqual([3 * (32 + 64) * width, (2 * 4 + 4) * width]);
});
