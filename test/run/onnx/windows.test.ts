/** Convolutions and poolings of random windows, as ONNX Runtime computes them, against loops that go by their definitions. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SpecError } from '../../../src/diagnostic.ts';
import { onnxruntime } from '../../../src/run/onnxruntime.ts';
import { inputOf, type Weights, weightsOf } from '../../../src/run/weights.ts';
import { run, written } from '../../support.ts';
import { hasRuntime, load } from './oracle.ts';

type Pair = readonly [number, number];
interface Window {
  readonly groups: number;
  readonly maps: Pair;
  readonly size: Pair;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly before: Pair;
  readonly after: Pair;
  readonly extra: Pair;
  readonly ceil: boolean;
  readonly bias: boolean;
}

const pair = (least: number, most: number) => fc.tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }));
const windows: fc.Arbitrary<Window> = fc.record({
  groups: fc.integer({ min: 1, max: 3 }),
  // maps a group, in and out
  maps: pair(1, 3),
  size: pair(1, 9),
  kernel: pair(1, 4),
  stride: pair(1, 4),
  dilation: pair(1, 3),
  before: pair(0, 3),
  after: pair(0, 3),
  extra: pair(0, 3),
  ceil: fc.boolean(),
  bias: fc.boolean(),
});

/** One sum, mean or maximum, collected number by number; `n` counts those that count. */
type Read = (map: number, y: number, x: number) => number;
type Loop = (window: Window, outputs: readonly [number, number, number], read: Read, weights: Weights) => number[];

const both = <T>([h, w]: Pair, each: (y: number, x: number) => T): T[] =>
  Array.from({ length: h }, (_, y) => Array.from({ length: w }, (_, x) => each(y, x))).flat();
const inside = ([h, w]: Pair, y: number, x: number) => y >= 0 && y < h && x >= 0 && x < w;

/** What stands under a window's taps: numbers of the map, zeros of the padding, and undefined past that. */
const taps = ({ size, kernel, stride, dilation, before, after }: Window, map: number, y: number, x: number, read: Read) =>
  both(kernel, (row, column) => {
    const [down, right] = [y * stride[0] - before[0] + row * dilation[0], x * stride[1] - before[1] + column * dilation[1]];
    if (inside(size, down, right)) return { value: read(map, down, right), padded: false };
    return down < size[0] + after[0] && right < size[1] + after[1] ? { value: 0, padded: true } : undefined;
  });

const pooled =
  (summary: (values: readonly ({ value: number; padded: boolean } | undefined)[]) => number): Loop =>
  (window, [maps, h, w], read) =>
    Array.from({ length: maps }, (_, map) => both([h, w], (y, x) => summary(taps(window, map, y, x, read)))).flat();

const loops: Readonly<Record<string, Loop>> = {
  'max-pool': pooled((values) => Math.max(...values.flatMap((one) => (one === undefined || one.padded ? [] : [one.value])))),
  'avg-pool': pooled((values) => {
    const counted = values.flatMap((one) => (one === undefined ? [] : [one.value]));
    return counted.reduce((sum, value) => sum + value, 0) / counted.length;
  }),
  conv2d: (window, [maps, h, w], read, { weight, bias }) =>
    Array.from({ length: maps }, (_, map) =>
      both([h, w], (y, x) => {
        const [inputs, outputs] = window.maps;
        let sum = bias?.values[map] ?? 0;
        for (let input = 0; input < inputs; input++) {
          const source = Math.floor(map / outputs) * inputs + input;
          for (const [tap, one] of taps(window, source, y, x, read).entries())
            sum += (one?.value ?? 0) * (weight?.values[(map * inputs + input) * window.kernel[0] * window.kernel[1] + tap] as number);
        }
        return sum;
      }),
    ).flat(),
  'conv-transpose2d': ({ groups, maps: [inputs, outputs], size, kernel, stride, dilation, before }, [maps, h, w], read, { weight, bias }) => {
    const made = Array.from({ length: maps }, (_, map) => both([h, w], () => bias?.values[map] ?? 0));
    for (let input = 0; input < groups * inputs; input++)
      for (let output = 0; output < outputs; output++)
        both(size, (y, x) =>
          both(kernel, (row, column) => {
            const [down, right] = [y * stride[0] - before[0] + row * dilation[0], x * stride[1] - before[1] + column * dilation[1]];
            const map = made[Math.floor(input / inputs) * outputs + output];
            const by = weight?.values[((input * outputs + output) * kernel[0] + row) * kernel[1] + column] as number;
            if (map !== undefined && inside([h, w], down, right)) map[down * w + right] = (map[down * w + right] as number) + read(input, y, x) * by;
          }),
        );
    return made.flat();
  },
};

const argumentsFor: Readonly<Record<string, (window: Window) => object>> = {
  'max-pool': ({ dilation, ceil }) => ({ dilation, ceil_mode: ceil }),
  'avg-pool': ({ ceil }) => ({ ceil_mode: ceil }),
  conv2d: ({ groups, maps, dilation, bias }) => ({ groups, out_channels: groups * maps[1], dilation, bias }),
  'conv-transpose2d': ({ groups, maps, dilation, bias, extra }) => ({ groups, out_channels: groups * maps[1], dilation, bias, output_padding: extra }),
};

describe.skipIf(!hasRuntime)('of random windows', () => {
  test.each(Object.keys(loops))('%s', async (op) => {
    const runtime = await onnxruntime.start(load, { device: 'cpu' });
    let counted = 0;
    await fc.assert(
      fc.asyncProperty(windows, async (drawn) => {
        // a mean has no dilation
        const window: Window = op === 'avg-pool' ? { ...drawn, dilation: [1, 1] } : drawn;
        const { groups, maps, size, kernel, stride, before, after } = window;
        const padding = [before[0], after[0], before[1], after[1]];
        const layer = JSON.stringify({ op, kernel_size: kernel, stride, padding, ...argumentsFor[op]?.(window) });
        const [channels, h, w] = [groups * maps[0], ...size];
        const network = (() => {
          try {
            return run(written(`layers: [${layer}]`, JSON.stringify([channels, h, w])));
          } catch (error) {
            if (error instanceof SpecError) return undefined;
            throw error;
          }
        })();
        fc.pre(network !== undefined);
        if (network === undefined) return;
        const input = inputOf(network, 1, 1);
        const [layerWeights] = weightsOf(network, 1);
        const { channels: outputs, h: high, w: wide } = network.layers[0]?.output ?? network.input;
        const read: Read = (map, y, x) => input[(map * h + y) * w + x] as number;
        const expected = loops[op]?.(window, [outputs, high, wide], read, layerWeights?.weights ?? {}) ?? [];
        const model = await runtime.build(network, { batch: 1, seed: 1 });
        const { shape, values } = await model.run();
        await model.dispose();
        expect(shape).toEqual([1, outputs, high, wide]);
        expect(values.length).toBe(expected.length);
        for (const [index, value] of expected.entries())
          if (value !== values[index]) expect(Math.abs((values[index] as number) - value), `${layer} at ${index}`).toBeLessThan(1e-4);
        counted++;
      }),
      { numRuns: 300, maxSkipsPerRun: 50 },
    );
    expect(counted).toBeGreaterThanOrEqual(300);
  });
});
