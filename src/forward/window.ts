/** Windows as runtimes want them told. */
import type { NetworkLayer } from '../graph/network.ts';

export const valuesOf = <const N extends readonly string[]>(layer: NetworkLayer, ...names: N) =>
  names.map((name) => layer.value(name)) as { readonly [K in keyof N]: number };

export const kernelOf = (layer: NetworkLayer) => valuesOf(layer, 'kernel_h', 'kernel_w');
export const stridesOf = (layer: NetworkLayer) => valuesOf(layer, 'stride_h', 'stride_w');
export const dilationsOf = (layer: NetworkLayer) => valuesOf(layer, 'dilation_h', 'dilation_w');

/** How long a side of the input is with its padding. */
export const paddedLength = (layer: NetworkLayer, side: 'h' | 'w') => {
  const [size, before, after] = side === 'h' ? valuesOf(layer, 'in_h', 'pad_top', 'pad_bottom') : valuesOf(layer, 'in_w', 'pad_left', 'pad_right');
  return size + before + after;
};

/** How far the last window of a pooling reaches past the padded input, in ceil mode. */
export const overhang = (layer: NetworkLayer) => {
  const past = (side: 'h' | 'w') => {
    const [span, stride] = valuesOf(layer, `span_${side}`, `stride_${side}`);
    return Math.max(0, (layer.output[side] - 1) * stride + span - paddedLength(layer, side));
  };
  return { h: past('h'), w: past('w') };
};

/** Row i averages the inputs from floor(i * in / out) to ceil((i + 1) * in / out). */
export const averaging = (inputs: number, outputs: number) =>
  Array.from({ length: outputs }, (_, output) => {
    const [from, to] = [Math.floor((output * inputs) / outputs), Math.ceil(((output + 1) * inputs) / outputs)];
    return Array.from({ length: inputs }, (_, input) => (input >= from && input < to ? 1 / (to - from) : 0));
  });

/** The input that each output of a resizing to the nearest is, as PyTorch finds it: floor(i * in / out). */
export const nearestOf = (inputs: number, outputs: number) => Array.from({ length: outputs }, (_, output) => Math.floor((output * inputs) / outputs));

/** out / in in single precision, rounded up where it is not exact: floor(in * scale) is out, in single precision as in double. */
export function scaleFor(inputs: number, outputs: number): number {
  const scale = Math.fround(outputs / inputs);
  return scale * inputs >= outputs ? scale : Math.fround(scale * (1 + 2 ** -23));
}
