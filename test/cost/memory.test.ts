/** Peak memory against examples worked by hand, and against a simulation that holds the live tensors of every step as sets. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { library } from '../../src/commands/files.ts';
import { analyze } from '../../src/cost/analysis.ts';
import { peakMemory } from '../../src/cost/memory.ts';
import type { Network, NetworkLayer, Size } from '../../src/cost/network.ts';
import { run, shipped, written } from '../support.ts';

/** A piece of memory: what it holds, and the tensors (-1 is the input) that live in it one after the other or side by side. */
interface Storage {
  readonly elements: number;
  readonly tensors: Set<number>;
}

const normalises = /-norm$/;
const activations = new Set(['relu', 'relu6', 'leaky-relu', 'prelu', 'silu', 'hard-swish', 'hard-sigmoid', 'sigmoid', 'tanh', 'gelu', 'softmax']);
const views = new Set(['flatten', 'slice', 'dropout']);

/** Runs the layers one by one and holds what is alive in sets. */
function simulate({ layers, input, outputs }: Pick<Network, 'layers' | 'input' | 'outputs'>): number {
  const elements = ({ channels, h, w }: Size) => channels * h * w;
  const readers = new Map<number, Set<number>>();
  const readersOf = (tensor: number) => {
    const found = readers.get(tensor) ?? new Set<number>();
    readers.set(tensor, found);
    return found;
  };
  for (const [step, layer] of layers.entries()) for (const tensor of layer.inputs) readersOf(tensor).add(step);
  // who runs the network reads its output once all is done
  for (const { index } of outputs) readersOf(index).add(Number.POSITIVE_INFINITY);

  const storages: Storage[] = [{ elements: elements(input), tensors: new Set([-1]) }];
  const holding = (tensor: number) => {
    const found = storages.find(({ tensors }) => tensors.has(tensor));
    if (found === undefined) throw new Error(`tensor ${tensor} is nowhere`);
    return found;
  };
  const readAfter = ({ tensors }: Storage, step: number) => [...tensors].some((tensor) => [...readersOf(tensor)].some((reader) => reader > step));

  let peak = 0;
  for (const [step, { op, inputs, output: size }] of layers.entries()) {
    const [first = -1] = inputs;
    const source = holding(first);
    const mayOverwrite = (normalises.test(op) || activations.has(op)) && !source.tensors.has(-1) && !readAfter(source, step);
    if (views.has(op) || mayOverwrite) source.tensors.add(step);
    else storages.push({ elements: elements(size), tensors: new Set([step]) });
    const alive = new Set([...inputs, step].map(holding));
    for (const storage of storages) if (readAfter(storage, step)) alive.add(storage);
    peak = Math.max(
      peak,
      [...alive].reduce((sum, storage) => sum + storage.elements, 0),
    );
  }
  return peak;
}

describe('the peak of', () => {
  const conv = (out: number, more = '') => `{op: conv2d, out_channels: ${out}, kernel_size: 1${more}}`;

  // the input is 2 x 4 x 4: 32 elements
  test.each<[what: string, layers: string, elements: number, at: string]>([
    ['a chain is its largest pair of input and output', `[${conv(4)}, ${conv(6)}, ${conv(1)}]`, 64 + 96, 'conv2d-2'],
    ['a norm and an activation is no more than what they write over', `[${conv(4, ', norm: batch, activation: relu')}]`, 32 + 64, 'conv2d-1'],
    ["an activation of the network's input is that and a copy", '[{op: relu}]', 32 + 32, 'relu-1'],
    ['a residual holds the shortcut while its branch runs', `[{branches: [[], [${conv(6)}, ${conv(2)}]], merge: add}]`, 32 + 96 + 32, 'conv2d-2'],
    // all three and their sum
    ['a merge is all that it reads and what it writes', `[{branches: [[], [${conv(2)}], [${conv(2)}]], merge: add}]`, 32 + 32 + 32 + 32, 'add-1'],
    ['a concat is its inputs and a copy of them', `[{branches: [[${conv(1)}], [${conv(3)}]], merge: concat}]`, 16 + 48 + 64, 'concat-1'],
    ['a view is what it looks at', `[${conv(4)}, {op: slice, channels: 1}, {op: flatten}, {op: linear, out_features: 3}]`, 32 + 64, 'conv2d-1'],
    // the slice keeps all 64 alive while the linear layer writes 70
    ['a view keeps all of what it looks at', `[${conv(4)}, {op: slice, channels: 1}, {op: flatten}, {op: linear, out_features: 70}]`, 64 + 70, 'linear-1'],
    // the shortcut still wants what relu reads, so that relu writes 64 more
    ['an activation whose input is read again is a copy', `[${conv(4)}, {branches: [[], [{op: relu}]], merge: add}]`, 64 + 64 + 64, 'add-1'],
    ['a pooling is its input and its output', '[{op: max-pool, kernel_size: 2}]', 32 + 8, 'max-pool-1'],
  ])('%s', (_, layers, elements, at) => {
    const network = run(written(`layers: ${layers}`, '[2, 4, 4]'));
    const peak = peakMemory(network);
    expect([peak.elements, peak.path.join('/')]).toEqual([elements, at]);
    expect(simulate(network)).toBe(elements);
  });

  test('a network that gives its input back is that input', () => {
    const { elements } = peakMemory(run(written('layers: [{op: dropout}]', '[2, 4, 4]')));
    expect(elements).toBe(32);
  });

  test.each(library.names('networks'))('%s is what the simulation finds', (name) => {
    const network = run(shipped(name));
    expect(peakMemory(network).elements).toBe(simulate(network));
  });
});

test('a random graph has the peak that the simulation finds', () => {
  const size = fc.integer({ min: 1, max: 9 });
  // each layer reads some of those before it; a graph has no shapes to agree on here, only sizes
  const layer = fc.record({
    op: fc.constantFrom<NetworkLayer['op']>('conv2d', 'relu', 'batch-norm', 'add', 'concat', 'slice', 'flatten', 'dropout', 'max-pool'),
    reads: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
    channels: size,
    h: size,
  });
  const one = (channels: number, h: number): Size => ({ channels, h, w: 1, flat: false });
  fc.assert(
    fc.property(fc.array(layer, { minLength: 1, maxLength: 12 }), size, fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), (drawn, channels, lasts) => {
      const input = one(channels, 3);
      const layers: Pick<NetworkLayer, 'op' | 'path' | 'inputs' | 'inputSizes' | 'output'>[] = [];
      for (const [index, { op, reads, channels: made, h }] of drawn.entries()) {
        const inputs = (op === 'add' || op === 'concat' ? reads : reads.slice(0, 1)).map((read) => (read % (index + 1)) - 1);
        const inputSizes = inputs.map((tensor) => layers[tensor]?.output ?? input);
        const keeps = op === 'relu' || op === 'batch-norm' || op === 'dropout' || op === 'flatten';
        layers.push({ op, path: [String(index)], inputs, inputSizes, output: keeps ? (inputSizes[0] ?? input) : one(made, h) });
      }
      const outputs = lasts.map((last) => ({ index: (last % (layers.length + 1)) - 1 }));
      const network = { input, outputs, layers: layers as unknown as readonly NetworkLayer[] } as unknown as Network;
      expect(peakMemory(network).elements).toBe(simulate(network));
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
