/** Windows as runtimes want them told. */
import type { NetworkLayer } from '../cost/network.ts';

type Pair = readonly [h: number, w: number];

export const valuesOf = (layer: NetworkLayer, ...names: readonly string[]) => names.map((name) => layer.value(name));

export const kernelOf = (layer: NetworkLayer): Pair => [layer.value('kernel_h'), layer.value('kernel_w')];
export const stridesOf = (layer: NetworkLayer): Pair => [layer.value('stride_h'), layer.value('stride_w')];
export const dilationsOf = (layer: NetworkLayer): Pair => [layer.value('dilation_h'), layer.value('dilation_w')];

/** How far the last window of a pooling reaches past the padded input, in ceil mode. */
export const overhang = (layer: NetworkLayer) => {
  const [h = 0, w = 0] = (['h', 'w'] as const).map((side) => {
    const [size = 0, span = 0, stride = 0] = valuesOf(layer, `in_${side}`, `span_${side}`, `stride_${side}`);
    const [before = 0, after = 0] = valuesOf(layer, ...(side === 'h' ? ['pad_top', 'pad_bottom'] : ['pad_left', 'pad_right']));
    return Math.max(0, (layer.output[side] - 1) * stride + span - (size + before + after));
  });
  return { h, w };
};

/** Row i averages the inputs from floor(i * in / out) to ceil((i + 1) * in / out). */
export const averaging = (inputs: number, outputs: number) =>
  Array.from({ length: outputs }, (_, output) => {
    const [from, to] = [Math.floor((output * inputs) / outputs), Math.ceil(((output + 1) * inputs) / outputs)];
    return Array.from({ length: inputs }, (_, input) => (input >= from && input < to ? 1 / (to - from) : 0));
  });
