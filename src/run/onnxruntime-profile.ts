/** What ONNX Runtime's profile says of a network's layers. */
import type { Network } from '../graph/network.ts';
import { pathOf } from '../onnx/draft.ts';

/** An event of a profile; times are in microseconds. */
export interface ProfileEvent {
  readonly cat: string;
  readonly name: string;
  readonly ts: number;
  readonly dur: number;
  readonly args?: { readonly op_name?: string };
}

/**
 * Milliseconds of every layer in the last pass of a profile. A node bears the name of its layer and then more (`stem/relu_nchwc_kernel_time`).
 * One that was fused bears that of the last layer that it carries out; the time of a convolution with what follows it belongs to the convolution,
 * and the others have none. Nodes without a layer's name, as those between two layouts, belong to no layer.
 */
export function layerTimes({ layers }: Network, events: readonly ProfileEvent[]): readonly (number | undefined)[] {
  const indexes = new Map(layers.map((layer, index) => [pathOf(layer), index]));
  const isConvolution = (index: number) => layers[index]?.op === 'conv2d' || layers[index]?.op === 'conv-transpose2d';
  const times: (number | undefined)[] = layers.map(() => undefined);

  /** The convolution that a layer was fused with: the last before it that has no node yet. */
  const fusedWith = (index: number): number | undefined => {
    const before = new Set([index]);
    const found: number[] = [];
    for (const one of before) {
      if (isConvolution(one)) found.push(one);
      else for (const input of layers[one]?.inputs ?? []) if (input >= 0) before.add(input);
    }
    return found.filter((one) => times[one] === undefined).sort((a, b) => b - a)[0];
  };

  const pass = events.filter(({ name }) => name === 'model_run').at(-1);
  if (pass === undefined) throw new TypeError('a profile without a pass');
  for (const { cat, name, ts, dur, args } of events) {
    if (cat !== 'Node' || ts < pass.ts || ts > pass.ts + pass.dur) continue;
    const named = layerNamed(name, indexes);
    if (named === undefined) continue;
    // a batch norm that became a convolution of its own has that in its name
    const isFused = args?.op_name?.endsWith('Conv') === true && !isConvolution(named) && !name.includes('_bn_');
    const index = (isFused ? fusedWith(named) : undefined) ?? named;
    times[index] = (times[index] ?? 0) + dur / 1000;
  }
  return times;
}

/** The layer with the longest path that a node's name starts with. */
function layerNamed(name: string, indexes: ReadonlyMap<string, number>): number | undefined {
  for (let end = name.length; end > 0; end = Math.max(name.lastIndexOf('/', end - 1), name.lastIndexOf('_', end - 1))) {
    const index = indexes.get(name.slice(0, end));
    if (index !== undefined) return index;
  }
  return undefined;
}
