/** Layers whose results are of no use, since neither another layer nor an output reads them. */
import type { Graph, Layer, Tensor } from './graph.ts';
import type { Value } from './value.ts';

/** The layers that are not read wherever they are part of the network, each with the condition under which it is. */
export function unreadIn({ layers, outputs, tape }: Pick<Graph, 'layers' | 'outputs' | 'tape'>): readonly { readonly layer: Layer; readonly read: Value }[] {
  const reads = new Array<Value>(layers.length).fill(0);
  const mark = ({ origin }: Tensor, when: Value): void => {
    if (when === 0 || origin.kind === 'input') return;
    if (origin.kind === 'layer') {
      const { index } = origin.layer;
      reads[index] = tape.apply('||', reads[index] as Value, when);
      return;
    }
    mark(origin.then, tape.apply('&&', when, origin.when));
    mark(origin.otherwise, tape.apply('&&', when, tape.apply('!', origin.when)));
  };
  for (const { tensor } of outputs) mark(tensor, 1);
  for (const { inputs, when } of layers) for (const input of inputs) mark(input, when);
  return layers.flatMap((layer, index) => {
    const read = reads[index] as Value;
    return read === 1 || read === layer.when ? [] : [{ layer, read }];
  });
}
