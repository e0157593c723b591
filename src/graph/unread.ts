/** Layers whose results are of no use, since neither another layer nor an output reads them. */
import type { Graph, Layer, Tensor } from './graph.ts';
import type { Tape } from './tape.ts';
import type { Value } from './value.ts';

/** For each layer of so many, the condition under which it makes one of the tensors that are marked, each under a condition of its own. */
export function origins(count: number, tape: Tape): { readonly found: readonly Value[]; mark(tensor: Tensor, when: Value): void } {
  const found = new Array<Value>(count).fill(0);
  const mark = ({ origin }: Tensor, when: Value): void => {
    if (when === 0 || origin.kind === 'input') return;
    if (origin.kind === 'layer') {
      const { index } = origin.layer;
      found[index] = tape.apply('||', found[index] as Value, when);
      return;
    }
    mark(origin.then, tape.apply('&&', when, origin.when));
    mark(origin.otherwise, tape.apply('&&', when, tape.apply('!', origin.when)));
  };
  return { found, mark };
}

/** The layers that are not read wherever they are part of the network, each with the condition under which it is. */
export function unreadIn({ layers, outputs, tape }: Pick<Graph, 'layers' | 'outputs' | 'tape'>): readonly { readonly layer: Layer; readonly read: Value }[] {
  const { found: reads, mark } = origins(layers.length, tape);
  for (const { tensor } of outputs) mark(tensor, 1);
  for (const { inputs, when } of layers) for (const input of inputs) mark(input, when);
  return layers.flatMap((layer, index) => {
    const read = reads[index] as Value;
    return read === 1 || read === layer.when ? [] : [{ layer, read }];
  });
}
