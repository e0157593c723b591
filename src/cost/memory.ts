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

const elementsOf = ({ channels, h, w }: Size) => channels * h * w;

export function peakMemory({ input, layers, output }: Network): Peak {
  // buffers by number: 0 is the network's input; tensor i is the output of layer i, tensor -1 the input
  const sizes = [elementsOf(input)];
  const bufferOf = new Map([[-1, 0]]);
  const lastRead = new Map<number, number>([[output, layers.length]]);
  for (const [index, layer] of layers.entries()) for (const read of layer.inputs) lastRead.set(read, Math.max(lastRead.get(read) ?? 0, index));

  // a buffer is needed until the last read of any tensor that lies in it
  const neededUntil = [lastRead.get(-1) ?? 0];
  for (const [index, { op: name, inputs, output: size }] of layers.entries()) {
    const { memory }: Op = ops[name];
    const [source = -1] = inputs;
    const over = bufferOf.get(source) ?? 0;
    const free = memory === 'in-place' && over !== 0 && (neededUntil[over] ?? 0) <= index;
    const buffer = memory === 'view' || free ? over : sizes.push(elementsOf(size)) - 1;
    bufferOf.set(index, buffer);
    neededUntil[buffer] = Math.max(neededUntil[buffer] ?? index, lastRead.get(index) ?? index);
  }

  let peak: Peak = { elements: 0, path: [] };
  for (const [index, { path, inputs }] of layers.entries()) {
    const alive = new Set([...inputs, index].map((tensor) => bufferOf.get(tensor) ?? 0));
    for (let tensor = -1; tensor < index; tensor++) {
      const buffer = bufferOf.get(tensor) ?? 0;
      if ((neededUntil[buffer] ?? 0) > index) alive.add(buffer);
    }
    let elements = 0;
    for (const buffer of alive) elements += sizes[buffer] ?? 0;
    if (elements > peak.elements) peak = { elements, path };
  }
  return peak;
}
