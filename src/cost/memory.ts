/**
 * Peak memory: the largest number of elements alive while one layer runs, over the layers in their order.
 * Alive are the tensors that the layer reads, the one it writes, and those that a later layer still reads. Normalisations and activations
 * write over their input when nothing else reads it, and so do additions and products unless they are told to write to memory of their own;
 * `flatten`, `slice` and `dropout` make no copy. Weights are not part of it.
 */

import type { Network, NetworkLayer, Size } from '../graph/network.ts';

export interface Peak {
  /** Elements of one sample. */
  readonly elements: number;
  /** The layer during which the peak is reached. */
  readonly path: readonly string[];
}

/** Whether additions and products write over one of their inputs: what a peak is, by the name of the choice. */
export const memoryRules = {
  'in-place':
    'the largest sum of tensors alive while one layer runs; norms, activations, additions and products write over an input that nothing else reads; weights not included',
  separate:
    'the largest sum of tensors alive while one layer runs; norms and activations write over an input that nothing else reads, additions and products never; weights not included',
} as const;
export type MemoryRule = keyof typeof memoryRules;
export const memoryRuleNames = Object.keys(memoryRules) as MemoryRule[];

/** A piece of memory that one tensor, or several after each other, live in: its size, and the layers that first and last need it. */
interface Buffer {
  readonly elements: number;
  readonly from: number;
  until: number;
}

/** Where a tensor lives, and the tensor whose elements it has, one for one: a slice stands elsewhere in the same memory. */
interface Home {
  readonly buffer: Buffer;
  readonly origin: number;
}

export function peakMemory({ input, layers, outputs }: Network, rule: MemoryRule): Peak {
  // a tensor is known by its layer's index, from 1; 0 is the network's input
  const lastRead = new Int32Array(layers.length + 1);
  for (const [index, { inputs }] of layers.entries()) for (const tensor of inputs) lastRead[tensor + 1] = index;
  for (const { index } of outputs) lastRead[index + 1] = layers.length;

  const first: Buffer = { elements: elementsOf(input), from: 0, until: lastRead[0] ?? 0 };
  const buffers = [first];
  const homes: Home[] = [{ buffer: first, origin: 0 }];
  /** The smallest of the buffers that a layer reads for the last time, element by element as it writes. */
  const overwritable = ({ inputSizes, output: size }: NetworkLayer, read: readonly Home[], at: number): Home | undefined =>
    read
      .filter(
        ({ buffer, origin }, index) =>
          // the network's input belongs to the caller
          buffer !== first &&
          buffer.until <= at &&
          isSameSize(inputSizes[index] ?? input, size) &&
          // an input that starts elsewhere in the same memory would change before it is read
          read.every((other) => other.buffer !== buffer || other.origin === origin),
      )
      .toSorted((one, other) => one.buffer.elements - other.buffer.elements)[0];
  for (const [index, layer] of layers.entries()) {
    const { memory, merges } = layer.formulas.op;
    const read = layer.inputs.map((tensor) => homes[tensor + 1] as Home);
    const writesOver = memory === 'in-place' && (merges === undefined || rule === 'in-place');
    const reused = memory === 'view' ? read[0] : writesOver ? overwritable(layer, read, index) : undefined;
    // a tensor that nothing reads is there while it is made
    const until = Math.max(lastRead[index + 1] ?? 0, index);
    const elements = elementsOf(layer.output);
    const buffer = reused?.buffer ?? { elements, from: index, until };
    buffer.until = Math.max(buffer.until, until);
    if (reused === undefined) buffers.push(buffer);
    const isPart = memory === 'view' && elements !== elementsOf(layer.inputSizes[0] ?? input);
    homes.push({ buffer, origin: reused === undefined || isPart ? index + 1 : reused.origin });
  }

  // what each layer adds to the memory in use, and what is given back after it
  const change = new Float64Array(layers.length + 2);
  for (const { elements, from, until } of buffers) {
    change[from] = (change[from] ?? 0) + elements;
    change[until + 1] = (change[until + 1] ?? 0) - elements;
  }
  let peak: Peak = { elements: 0, path: [] };
  let elements = 0;
  for (const [index, { path }] of layers.entries()) {
    elements += change[index] ?? 0;
    if (elements > peak.elements) peak = { elements, path };
  }
  return peak;
}

const isSameSize = (one: Size, other: Size) => one.channels === other.channels && one.h === other.h && one.w === other.w;
const elementsOf = ({ channels, h, w }: Size) => channels * h * w;
