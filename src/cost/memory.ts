/**
 * Memory as layers run: the elements that are alive while each does.
 * Alive are the tensors that the layer reads, the one it writes, and those that a later layer still reads. Normalisations and activations
 * write over their input when nothing else reads it, and so do additions and products unless they are told to write to memory of their own;
 * `flatten`, `slice` and `dropout` make no copy. Weights are not part of it.
 */
import type { Network } from '../graph/network.ts';
import type { Value } from '../graph/value.ts';
import type { MemoryRule } from './basis.ts';
import { elementsOf, type Flow, flowOf, isSame, lastReads } from './flow.ts';

/** A piece of memory that one tensor, or several after each other, live in: its size, and the layers that first and last need it. */
interface Buffer {
  readonly elements: Value;
  readonly from: number;
  until: number;
}

/** Where a tensor lives, and the tensor whose elements it has, one for one: a slice stands elsewhere in the same memory. */
interface Home {
  readonly buffer: Buffer;
  readonly origin: number;
}

/** The elements of one sample that are alive while each layer runs. */
export function aliveIn(flow: Flow, rule: MemoryRule): readonly Value[] {
  const { input, layers, apply, decide } = flow;
  const lastRead = lastReads(flow);
  const first: Buffer = { elements: elementsOf(flow, input), from: 0, until: lastRead[0] ?? 0 };
  const buffers = [first];
  const homes: Home[] = [{ buffer: first, origin: 0 }];
  const sizeOf = (tensor: number) => layers[tensor]?.output ?? input;
  /** The smallest of the buffers that a layer reads for the last time, element by element as it writes. */
  const overwritable = ({ inputs, output }: Flow['layers'][number], read: readonly Home[], index: number): Home | undefined =>
    read
      .filter(({ buffer, origin }, position) => {
        const size = sizeOf(inputs[position] as number);
        return (
          // the network's input belongs to the caller
          buffer !== first &&
          buffer.until <= index &&
          // an input that starts elsewhere in the same memory would change before it is read
          read.every((other) => other.buffer !== buffer || other.origin === origin) &&
          (['channels', 'h', 'w'] as const).every((side) => isSame(flow, size[side], output[side]))
        );
      })
      .reduce<Home | undefined>((least, home) => {
        if (least === undefined || least.buffer.elements === home.buffer.elements) return least ?? home;
        return decide(apply('<=', least.buffer.elements, home.buffer.elements)) ? least : home;
      }, undefined);
  for (const [index, one] of layers.entries()) {
    const { memory, merges } = one.op;
    const read = one.inputs.map((tensor) => homes[tensor + 1] as Home);
    const writesOver = memory === 'in-place' && (merges === undefined || rule === 'in-place');
    const reused = memory === 'view' ? read[0] : writesOver ? overwritable(one, read, index) : undefined;
    // a tensor that nothing reads is there while it is made
    const until = Math.max(lastRead[index + 1] as number, index);
    const elements = elementsOf(flow, one.output);
    const buffer = reused?.buffer ?? { elements, from: index, until };
    buffer.until = Math.max(buffer.until, until);
    if (reused === undefined) buffers.push(buffer);
    const isPart = memory === 'view' && !isSame(flow, elements, elementsOf(flow, sizeOf(one.inputs[0] as number)));
    homes.push({ buffer, origin: reused === undefined || isPart ? index + 1 : reused.origin });
  }

  let alive: readonly Buffer[] = [];
  let next = 0;
  return layers.map((_, index) => {
    const kept = alive.filter(({ until }) => until >= index);
    while (buffers[next]?.from === index) kept.push(buffers[next++] as Buffer);
    alive = kept;
    return kept.reduce<Value>((sum, { elements }) => apply('+', sum, elements), 0);
  });
}

export interface Peak {
  /** Elements of one sample. */
  readonly elements: number;
  /** The layer during which the peak is reached. */
  readonly path: readonly string[];
}

/** The peak of a network, by the elements that are alive while each of its layers runs. */
export function peakOf({ layers }: Pick<Network, 'layers'>, alive: readonly number[]): Peak {
  let peak: Peak = { elements: 0, path: [] };
  for (const [index, elements] of alive.entries()) if (elements > peak.elements) peak = { elements, path: layers[index]?.path ?? [] };
  return peak;
}

/** The peak of a network under a rule of memory. */
export function peakMemory(network: Network, rule: MemoryRule): Peak {
  return peakOf(network, aliveIn(flowOf(network), rule) as readonly number[]);
}
