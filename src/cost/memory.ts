/**
 * Peak memory: the largest number of elements alive while one layer runs, over the layers in their order.
 * Alive are the tensors that the layer reads, the one it writes, and those that a later layer still reads. Normalisations and activations
 * write over their input when nothing else reads it; `flatten`, `slice` and `dropout` make no copy. Weights are not part of it.
 */
import { ops } from '../ops/index.ts';
import type { Op } from '../ops/op.ts';
import type { Network, Size } from './network.ts';

export interface Peak {
  /** Elements of one sample. */
  readonly elements: number;
  /** The layer during which the peak is reached. */
  readonly path: readonly string[];
}

export const peakDefinition = 'the largest sum of tensors alive while one layer runs; norms and activations in place where possible, weights not included';

/** A piece of memory that one tensor, or several after each other, live in: its size, and the layers that first and last need it. */
interface Buffer {
  readonly elements: number;
  readonly from: number;
  until: number;
}

export function peakMemory({ input, layers, outputs }: Network): Peak {
  // a tensor is known by its layer's place, from 1; 0 is the network's input
  const lastRead = new Int32Array(layers.length + 1);
  for (const [index, { inputs }] of layers.entries()) for (const tensor of inputs) lastRead[tensor + 1] = index;
  for (const { index } of outputs) lastRead[index + 1] = layers.length;

  const first: Buffer = { elements: elementsOf(input), from: 0, until: lastRead[0] ?? 0 };
  const buffers = [first];
  const bufferOf = [first];
  for (const [index, { op: name, inputs, output: size }] of layers.entries()) {
    const { memory }: Op = ops[name];
    const over = bufferOf[(inputs[0] ?? -1) + 1] ?? first;
    // the network's input belongs to the caller
    const reused = memory === 'view' || (memory === 'in-place' && over !== first && over.until <= index);
    // a tensor that nothing reads is there while it is made
    const until = Math.max(lastRead[index + 1] ?? 0, index);
    if (reused) over.until = Math.max(over.until, until);
    const buffer = reused ? over : { elements: elementsOf(size), from: index, until };
    if (!reused) buffers.push(buffer);
    bufferOf.push(buffer);
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

const elementsOf = ({ channels, h, w }: Size) => channels * h * w;
